import { describeError } from "./describe-error.ts";

/** An error for what was thrown, which may be anything. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(describeError(thrown));
}

/** Runs code of the user's; what it throws or rejects with goes to `failed` and no further. Default: nowhere. */
export function contain(run: () => unknown, failed: (error: unknown) => void = () => undefined): void {
  try {
    const result = run();
    // Promises of other libraries and realms count too.
    if (typeof result === "object" && result !== null && "then" in result) Promise.resolve(result).catch(failed);
  } catch (error) {
    failed(error);
  }
}
