import type { Cache, MaybePromise } from "../cache.ts";

/** How the contract gets at a cache. */
export interface CacheContractSetup {
  /** An empty cache, for one case, whose entries live a minute or more unless told otherwise. */
  create(): MaybePromise<Cache>;
  /** The shortest time to live that the cache keeps exactly. Default 300. */
  readonly shortTtlMs?: number | undefined;
  /** Lets time pass for the cache. Default: waits. */
  readonly pass?: ((ms: number) => MaybePromise<void>) | undefined;
}

/** One thing that every cache must do. */
export interface ContractCase {
  readonly name: string;
  run(): Promise<void>;
}

/** A case as it is written: with the cache made for it. */
export interface WrittenCase {
  readonly name: string;
  run(cache: Cache, setup: CacheContractSetup): Promise<void>;
}

/** Rejects the case unless both are the same data. The order of members does not count. */
export function expectSame(actual: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [canonical(actual), canonical(expected)];
  if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}`);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? String(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.toSorted().join()}}`;
}
