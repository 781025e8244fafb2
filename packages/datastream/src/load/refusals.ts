/** For this long what was refused is not asked for again. */
const REFUSAL_MS = 5_000;
const MAX_REFUSALS = 10_000;

interface Refusal {
  readonly until: number;
  readonly tokens: readonly string[];
}

/** Questions that the service answered with an error a moment ago; bounded, the oldest are forgotten first. */
export class Refusals {
  readonly #byName = new Map<string, Refusal>();
  /** Names by each of their keys: the arrival of an entity is no search. */
  readonly #byToken = new Map<string, Set<string>>();

  get size(): number {
    return this.#byName.size;
  }

  add(name: string, tokens: readonly string[]): void {
    this.#drop(name);
    this.#byName.set(name, { until: performance.now() + REFUSAL_MS, tokens });
    for (const token of tokens) {
      this.#byToken.set(token, (this.#byToken.get(token) ?? new Set<string>()).add(name));
    }
    const [oldest] = this.#byName.keys();
    if (this.#byName.size > MAX_REFUSALS && oldest !== undefined) this.#drop(oldest);
  }

  has(name: string): boolean {
    const refusal = this.#byName.get(name);
    return refusal !== undefined && refusal.until > performance.now();
  }

  /** An entity with these keys has come: what was asked with one of them may now be answered otherwise. */
  lift(tokens: readonly string[]): void {
    for (const token of tokens) for (const name of [...(this.#byToken.get(token) ?? [])]) this.#drop(name);
  }

  clear(): void {
    this.#byName.clear();
    this.#byToken.clear();
  }

  #drop(name: string): void {
    for (const token of this.#byName.get(name)?.tokens ?? []) {
      const names = this.#byToken.get(token);
      names?.delete(name);
      if (names?.size === 0) this.#byToken.delete(token);
    }
    this.#byName.delete(name);
  }
}
