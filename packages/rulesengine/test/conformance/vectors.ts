import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** An argument: `null` left out, a string is the very text to pass, anything else is passed as its JSON. */
export type Argument = object | string | null;

/** One question and what the official engine answered. */
export interface Vector {
  readonly name: string;
  readonly flag: Argument;
  readonly company: Argument;
  readonly user: Argument;
  readonly options: Argument;
  /** What the clock shows, where the answer depends on it. */
  readonly now?: string;
  readonly expected: { readonly result: string } | { readonly error: string };
}

/** The vectors, whose answers came from the official engine with the version key `4b54a537`. */
export function readVectors(): Vector[] {
  const lines = gunzipSync(readFileSync(join(import.meta.dirname, "vectors.jsonl.gz"))).toString();
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Vector);
}

/** Whether no argument of a vector has to be passed as text. */
export function takesObjects(
  vector: Vector,
): vector is Vector & Record<"company" | "user" | "options", object | null> & { flag: object } {
  const { flag, company, user, options } = vector;
  return flag !== null && [flag, company, user, options].every((argument) => typeof argument !== "string");
}
