import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createEngine, type RulesEngine, shadowEngine } from "@schematic/rulesengine";
import { loadWasmEngine } from "@schematic/rulesengine/wasm";
import { company, flag, serve } from "../support/fixtures.ts";
import { closeAll, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
const entitlement = {
  feature_id: "feat_1",
  feature_key: "pro",
  value_type: "numeric",
  allocation: 5,
  metric_reset_at: "2026-12-01T00:00:00Z",
};
const context = { company: { id: "comp_1" } };

beforeEach(async () => {
  const companies = [company("comp_1", { plan_ids: ["plan_pro"], entitlements: [entitlement] })];
  server = await new StreamServer(serve({ flags: [flag("pro", { plan: "plan_pro" })], companies, users: [] })).listen();
});
afterEach(async () => {
  await closeAll();
  await server.close();
});

it("the official WASM engine can be taken instead, with the same answer", async () => {
  const ours = await probe(server.url).check("pro", context);
  const theirs = await probe(server.url, { engine: await loadWasmEngine() }).check("pro", context);
  expect(theirs).toEqual(ours);
  expect(ours?.entitlement).toEqual({
    featureId: "feat_1",
    featureKey: "pro",
    valueType: "numeric",
    allocation: 5,
    metricResetAt: new Date("2026-12-01T00:00:00Z"),
  });
});

it("one engine can shadow the other", async () => {
  const odd: RulesEngine = {
    ...createEngine(),
    checkFlag: (...args) => ({ ...createEngine().checkFlag(...args), value: false }),
  };
  const mismatches: unknown[] = [];
  const engine = shadowEngine(createEngine(), odd, { onMismatch: (mismatch) => mismatches.push(mismatch) });
  expect((await probe(server.url, { engine }).check("pro", context))?.value).toBe(true);
  await until(() => mismatches.length === 1);
});

it("an engine that throws leaves the check to the API", async () => {
  const engine: RulesEngine = {
    versionKey: "v",
    checkFlag() {
      throw new Error("out of order");
    },
  };
  const under = probe(server.url, { engine });
  expect(await under.check("pro", context)).toBeUndefined();
  expect(await under.check("pro", context)).toBeUndefined();
  expect(under.lines.filter((line) => line.includes("the engine failed"))).toHaveLength(1);
});

it("what a caller does to an answer does not reach the next", async () => {
  const { check } = probe(server.url);
  const first = await check("pro", context);
  Object.assign(first ?? {}, { value: false });
  expect(() => Object.assign(first?.entitlement ?? {}, { allocation: 99 })).toThrow(TypeError);
  expect(await check("pro", context)).toMatchObject({ value: true, entitlement: { allocation: 5 } });
});
