import { HttpError } from "../http/http-error.ts";
import { SeedError, type SeedPath } from "./references.ts";

/** Runs what a part of a seed asks for; a refusal names the part. */
export function at<T>(path: SeedPath, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof HttpError) throw new SeedError(path, error.message);
    throw error;
  }
}
