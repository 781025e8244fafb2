import type { Info } from "./emulator.ts";

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** An answer that is no success, with what the emulator says of it. */
export class RequestError extends Error {
  override readonly name = "RequestError";
}

async function answerOf(
  method: Method,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<unknown> {
  const json = body === undefined ? {} : { "content-type": "application/json" };
  const response = await fetch(path, {
    method,
    // The emulator lets no fault strike what is marked so.
    headers: { ...headers, ...json, "x-emulator-console": "1" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: unknown = response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
  if (response.ok) return answer;
  const problem = (answer as { error?: string } | string) ?? "";
  throw new RequestError(typeof problem === "string" ? problem : (problem.error ?? `status ${response.status}`));
}

/** Asks the emulator's own API. */
export function admin<T>(method: Method, path: string, body?: unknown): Promise<T> {
  return answerOf(method, `/_emulator${path}`, body, {}) as Promise<T>;
}

let info: Promise<Info> | undefined;

/** What the emulator says of itself, once for every time that it starts. */
export function emulatorInfo(): Promise<Info> {
  info ??= admin<Info>("GET", "").catch((error: unknown) => {
    info = undefined;
    throw error;
  });
  return info;
}

/** Forgets what is known of the emulator: another one may answer now. */
export function forgetInfo(): void {
  info = undefined;
}

/** Asks Schematic's public API as an SDK does, and gives what is in `data`. */
export async function api<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const { api_key } = await emulatorInfo();
  const answer = await answerOf(method, path, body, { "x-schematic-api-key": api_key });
  return (answer as { data: T }).data;
}

/** A query string without what is not set. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const set = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  return set.length === 0 ? "" : `?${new URLSearchParams(set)}`;
}
