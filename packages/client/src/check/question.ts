import type { CheckContext, Preflight } from "@schematic/api/core";
import type { CheckOptions } from "../options.ts";
import type { Deadline } from "./deadline.ts";

/** One check on its way through the chain. */
export interface Question {
  readonly flag: string;
  readonly context: CheckContext;
  readonly preflight: Preflight | undefined;
  readonly defaultValue: CheckOptions["defaultValue"];
  /** The answer's place in the caches; `undefined` when it must not be cached. */
  readonly cacheKey: string | undefined;
  readonly deadline: Deadline;
}
