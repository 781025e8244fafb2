import type { WireContext } from "../check/evaluate.ts";
import type { Keys } from "../operations/entities.ts";

/** What a page asks for. */
export interface FlagRequest {
  readonly apiKey: string | undefined;
  readonly clientVersion: string | null;
  readonly context: WireContext;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function keysOf(value: unknown): Keys | null {
  if (!isObject(value)) return null;
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** Reads a page's frame; `undefined` for one that is no request. */
export function readFlagRequest(text: string): FlagRequest | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(frame) || !isObject(frame.data)) return undefined;
  return {
    apiKey: typeof frame.apiKey === "string" ? frame.apiKey : undefined,
    clientVersion: typeof frame.clientVersion === "string" ? frame.clientVersion : null,
    context: { company: keysOf(frame.data.company), user: keysOf(frame.data.user) },
  };
}
