import type { ErrorObject, ValidateFunction } from "ajv";
import { definitions, type Operation } from "../generated/operations.ts";
import { badRequest, HttpError } from "../http/http-error.ts";
import { isDateTime } from "./date-time.ts";

/** Checks what an operation is sent, and what it answers, against the API description. */
export interface ContractValidator {
  /** Throws 400 for a query or body that the description does not allow. */
  checkRequest(operation: Operation, request: { query: unknown; body: unknown }): void;
  /** Throws 500 when the emulator's own answer is not what the description says. */
  checkAnswer(operation: Operation, answer: unknown): void;
}

type Part = "query" | "body" | "response";

function describe(error: ErrorObject | undefined, part: Part): string {
  const at = `${part}${(error?.instancePath ?? "").replaceAll("/", ".")}`;
  const values = error?.keyword === "enum" ? `: ${JSON.stringify(error.params.allowedValues)}` : "";
  return `${at} ${error?.message ?? "is invalid"}${values}`;
}

/** Of what several forms of a value complain about, the complaint that lies deepest: that form came closest. */
function closest(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const depth = (error: ErrorObject): number => error.instancePath.split("/").length;
  return [...errors].sort((a, b) => depth(b) - depth(a))[0];
}

let loaded: Promise<ContractValidator> | undefined;

/** Loads the validator library and compiles each schema when it is first needed, so that starting stays quick; once for all emulators. */
export function loadValidator(): Promise<ContractValidator> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<ContractValidator> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const ajv = new Ajv2020({ strict: false, formats: { "date-time": isDateTime } });
  ajv.addSchema(definitions);
  const compiled = new Map<string, ValidateFunction>();

  const check = (operation: Operation, part: Part, value: unknown): string | undefined => {
    const schema = operation[part];
    if (schema === null) return undefined;
    const id = `${operation.operationId}.${part}`;
    const validate = compiled.get(id) ?? ajv.compile(schema);
    compiled.set(id, validate);
    return validate(value) ? undefined : describe(closest(validate.errors ?? []), part);
  };
  return {
    checkRequest: (operation, { query, body }) => {
      const problem = check(operation, "query", query) ?? check(operation, "body", body);
      if (problem !== undefined) throw badRequest(problem);
    },
    checkAnswer: (operation, answer) => {
      const problem = check(operation, "response", answer);
      if (problem !== undefined) throw new HttpError(500, `wrong answer of ${operation.operationId}: ${problem}`);
    },
  };
}
