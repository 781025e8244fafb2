import type { CheckContext } from "@schematic/api/core";
import type { EvaluationContext } from "./types.ts";

/** Options of a provider. */
export interface OpenFeatureOptions {
  /** The name of the user key that `targetingKey` is. Default `"id"`. Blank counts as unset. */
  readonly targetingKeyName?: string | undefined;
  /**
   * Says whom an evaluation context is about. Default: `company` and `user` are maps of keys, and `targetingKey` is one
   * more key of the user, unless `user` has one of that name.
   */
  readonly context?: ((evaluationContext: EvaluationContext) => CheckContext) | undefined;
  /** Close the client when OpenFeature is done with the provider. Default `true`. */
  readonly closeClient?: boolean | undefined;
}
