import { liveProof, type Proof } from "../store/proof.ts";

/** What the open connection vouches for: flags apart, since they can be in doubt when companies and users are not. */
export class LiveProofs {
  readonly #heardAt: () => number;
  #entities: Proof | undefined;
  #flags: Proof | undefined;

  /** `heardAt`: when the peer was last heard, on the monotonic clock. */
  constructor(heardAt: () => number) {
    this.#heardAt = heardAt;
  }

  get entities(): Proof | undefined {
    return this.#entities;
  }

  get flags(): Proof | undefined {
    return this.#flags;
  }

  /** What was vouched for ages from now on; what comes is vouched for anew. */
  renew(): void {
    this.renewFlags();
    this.#end(this.#entities);
    this.#entities = liveProof();
  }

  /** As `renew`, of the flags alone. */
  renewFlags(): void {
    this.#end(this.#flags);
    this.#flags = liveProof();
  }

  /** Nothing is vouched for any more. */
  end(): void {
    this.#end(this.#entities);
    this.#end(this.#flags);
    this.#entities = undefined;
    this.#flags = undefined;
  }

  #end(proof: Proof | undefined): void {
    if (proof !== undefined) proof.endedAt = this.#heardAt();
  }
}
