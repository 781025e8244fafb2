import { expect, it } from "@jest/globals";
import type { Cache } from "@schematic/cache";
import { Mirror } from "../../src/shared/mirror.ts";
import { EntityStore } from "../../src/store/entity-store.ts";
import { FlagStore } from "../../src/store/flag-store.ts";
import { liveProof } from "../../src/store/proof.ts";
import { Rewriter } from "../../src/stream/rewriter.ts";
import { company } from "../support/fixtures.ts";
import { until } from "../support/source.ts";

const COUNT = 60_000;
const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };

function setUp() {
  const proof = liveProof();
  const data = { flags: new FlagStore(), companies: new EntityStore(COUNT), users: new EntityStore(10) };
  for (let n = 0; n < COUNT; n++) data.companies.put(company(`c${n}`), { proof, asked: true });
  const written = new Set<string>();
  const cache: Cache = {
    get: () => undefined,
    set: () => undefined,
    delete: () => undefined,
    async setMany(entries) {
      for (const [key] of entries) written.add(key);
    },
  };
  const mirror = new Mirror({
    slots: { companies: cache },
    version: "v",
    ttlMs: 1_000,
    flagTtlMs: 1_000,
    logger: quiet,
    hasFlag: () => false,
    ownerOf: (_, pair) => data.companies.owner(pair)?.id,
  });
  return { data, written, proof, rewriter: new Rewriter({ data, mirror, proof: () => proof }) };
}

it("what never changes is written again, all of it, though it is more than may wait to be written", async () => {
  const { written, rewriter } = setUp();
  await rewriter.run();
  await until(() => written.size === COUNT);
});

it("what was deleted while the rest was being written again is not, nor what is not known to be true", async () => {
  const { written, data, proof, rewriter } = setUp();
  const stale = { endedAt: 0, rereadAt: undefined, undated: false };
  data.companies.put(company("c59999"), { proof: stale, asked: true });
  const run = rewriter.run();
  data.companies.bury("c59998", { proof, streamId: undefined });
  await run;
  await until(() => written.size === COUNT - 2);
  expect([written.has("company:v:c59998"), written.has("company:v:c59999")]).toEqual([false, false]);
});
