/** Is this a system's error of that code? Not `instanceof`: a test runner's realm has an `Error` of its own. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
