/** Enough for a burst; the oldest are forgotten first. */
const MAX_MISSES = 10_000;

/** Questions that the shared caches could not answer a moment ago: until they are due again, asking would only cost a read. */
export class RecentMisses {
  readonly #until = new Map<string, number>();

  has(name: string): boolean {
    return (this.#until.get(name) ?? 0) > performance.now();
  }

  /** `until`: on the monotonic clock. */
  add(name: string, until: number): void {
    this.#until.delete(name);
    this.#until.set(name, until);
    const [oldest] = this.#until.keys();
    if (this.#until.size > MAX_MISSES && oldest !== undefined) this.#until.delete(oldest);
  }
}
