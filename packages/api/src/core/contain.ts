/** An error for what was thrown, which may be anything. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** Runs code of the user's; what it throws or rejects with goes to `failed` and no further. Default: nowhere. */
export function contain(run: () => unknown, failed: (error: unknown) => void = () => undefined): void {
  try {
    const result = run();
    if (result instanceof Promise) result.catch(failed);
  } catch (error) {
    failed(error);
  }
}
