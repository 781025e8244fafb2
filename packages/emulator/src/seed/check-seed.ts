import type { ErrorObject, ValidateFunction } from "ajv";
import { holdsHalfPair } from "../unicode.ts";
import { SeedError } from "./references.ts";
import { seedSchema } from "./schema.ts";
import type { Seed } from "./seed.ts";

let compiled: ValidateFunction<Seed> | undefined;

async function validator(): Promise<ValidateFunction<Seed>> {
  if (compiled) return compiled;
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text));
  compiled = new Ajv2020({ strict: false, formats: { "seed-date": isDate } }).compile<Seed>(seedSchema);
  return compiled;
}

function pathOf(error: ErrorObject): (string | number)[] {
  const segments = error.instancePath.split("/").slice(1);
  const path = segments.map((part) =>
    /^\d+$/.test(part) ? Number(part) : part.replaceAll("~1", "/").replaceAll("~0", "~"),
  );
  const extra = error.keyword === "additionalProperties" ? [String(error.params.additionalProperty)] : [];
  return [...path, ...extra];
}

function problemOf(error: ErrorObject): string {
  if (error.keyword === "additionalProperties") return "is not a member that a seed has here";
  if (error.keyword === "enum") return `must be one of ${(error.params.allowedValues as string[]).join(", ")}`;
  if (error.keyword === "format") return "must be a date such as 2026-01-31T12:00:00Z";
  return error.message ?? "is not valid";
}

function isTree(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

/** The value as a seed. Throws a SeedError that names the first member that is wrong. */
export async function checkSeed(value: unknown): Promise<Seed> {
  const validate = await validator();
  if (!isTree(value)) throw new SeedError([], "refers to itself");
  if (holdsHalfPair(value)) throw new SeedError([], "holds text that is not valid Unicode");
  if (validate(value)) return value;
  const [error] = validate.errors ?? [];
  if (!error) throw new SeedError([], "is not valid");
  throw new SeedError(pathOf(error), problemOf(error));
}
