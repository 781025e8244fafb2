import type { Entity } from "../protocol/entity.ts";
import type { Proof } from "./proof.ts";

/** One company or user in memory. */
export interface Entry {
  readonly id: string;
  /** What the service said. */
  truth: Entity;
  /** What checks see: the truth, and what was tracked since. */
  entity: Entity;
  proof: Proof;
  /** The last change applied, where the service numbers them. */
  streamId: string | undefined;
  /** The period in which it was last asked for. */
  usedIn: number;
  /** Asked for since it was last considered for eviction. */
  spared: boolean;
  /** It is old, or nobody is going to ask for it again: a check that can wait asks and waits. */
  lapsed: boolean;
}
