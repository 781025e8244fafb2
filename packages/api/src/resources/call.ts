import { decodeJson, isBodiless } from "../core/decode-json.ts";
import { DecodeError } from "../core/failure-error.ts";
import type { Transport, TransportResponse } from "../core/transport.ts";
import { buildRequest } from "./build-request.ts";
import { decode } from "./decode.ts";
import type { Operation } from "./operation.ts";
import type { Shape } from "./shape.ts";
import type { ApiPromise, ApiResult, Received } from "./types.ts";

/** What calls share. */
export interface Caller {
  readonly transport: Transport;
  readonly shapeAt: (position: string) => Shape;
}

type Full = ApiResult<unknown, unknown> & Received;

/** Sends a call. Nothing is thrown: what cannot be sent rejects too. */
export function call(caller: Caller, operation: Operation, args: readonly unknown[]): ApiPromise<unknown, unknown> {
  const full = send(caller, operation, args);
  const result = full.then(({ response, ...rest }) =>
    operation.answer === "json" && !isBodiless(response.status) ? rest : rest.data,
  );
  const withResponse = (): Promise<Full> => {
    // The caller holds the other promise now: this one may reject with nobody there.
    result.catch(() => {});
    return full;
  };
  return Object.assign(result, { withResponse }) as ApiPromise<unknown, unknown>;
}

async function send({ transport, shapeAt }: Caller, operation: Operation, args: readonly unknown[]): Promise<Full> {
  const response = await transport.request(buildRequest(operation, args, shapeAt));
  return { ...readAnswer(operation, response, shapeAt), response };
}

function readAnswer(
  operation: Operation,
  response: TransportResponse,
  shapeAt: Caller["shapeAt"],
): ApiResult<unknown, unknown> {
  if (operation.answer === "bytes") return { data: toResponse(response), params: undefined };
  const body = operation.answer === "none" ? undefined : decodeJson(response);
  if (body === undefined) return { data: undefined, params: undefined };
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    const { status: statusCode, headers, attempts } = response;
    throw new DecodeError("The answer is not a JSON object", { statusCode, headers, attempts, body });
  }
  const { data, params } = body as Record<string, unknown>;
  const read = (value: unknown, position: string | undefined) => (position ? decode(value, shapeAt(position)) : value);
  return { ...body, data: read(data ?? undefined, operation.data), params: read(params ?? undefined, operation.query) };
}

function toResponse({ body, status, headers }: TransportResponse): Response {
  return new Response(body, { status, headers });
}
