import type { Cache } from "./cache.ts";
import { bulkCases } from "./contract/bulk-cases.ts";
import type { CacheContractSetup, ContractCase } from "./contract/contract-case.ts";
import { lifetimeCases } from "./contract/lifetime-cases.ts";
import { valueCases } from "./contract/value-cases.ts";

export type { CacheContractSetup, ContractCase } from "./contract/contract-case.ts";

/**
 * What every cache must do, as cases that any test runner can register:
 * `for (const { name, run } of cacheContract({ create })) test(name, run);`
 * A case rejects with an `Error` that says what was expected. Optional methods are tested where they exist.
 */
export function cacheContract(setup: CacheContractSetup): readonly ContractCase[] {
  return [...valueCases, ...lifetimeCases, ...bulkCases].map(({ name, run }) => ({
    name,
    run: async () => {
      const cache: Cache = await setup.create();
      await run(cache, setup);
    },
  }));
}
