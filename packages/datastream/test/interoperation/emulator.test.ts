import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Emulator, startEmulator } from "@schematic/emulator";
import { closeAll, probe, until } from "../support/source.ts";

const seed = {
  features: [{ name: "reports", event: "report", flag: "reports" }],
  plans: [
    { name: "Free", default: true, entitlements: [{ feature: "reports", numeric: 3, period: "current_month" }] },
    { name: "Pro", entitlements: [{ feature: "reports", unlimited: true }] },
  ],
  companies: [{ id: "comp_acme", keys: { id: "acme" }, plan: "Free", usage: { report: 2 } }],
} as const;
const context = { company: { id: "acme" } };

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ seed });
});
afterEach(async () => {
  await closeAll();
  await emulator.close();
});

const start = (options = {}) => probe(emulator.url, { apiKey: emulator.apiKey, random: () => 0, ...options });

async function call(path: string, body: object) {
  const headers = { "X-Schematic-Api-Key": emulator.apiKey, "Content-Type": "application/json" };
  const answer = await fetch(emulator.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.status).toBeLessThan(300);
  return (await answer.json()) as { data: { value: boolean } };
}

const report = () =>
  call("/batch", {
    events: [
      {
        api_key: emulator.apiKey,
        type: "track",
        sent_at: new Date().toISOString(),
        body: { event: "report", ...context },
      },
    ],
  });
const overRest = async () => (await call("/flags/reports/check", context)).data.value;

describe("against the emulator", () => {
  it("agrees with what it answers over REST, before and after usage", async () => {
    const { check, source } = start();
    expect((await check("reports", context))?.value).toBe(await overRest());
    await report();
    await until(() => source.checkSync("reports", context)?.value === false);
    expect(await overRest()).toBe(false);
  });

  it.each([1000, 1001, 1011, 1012, 1013, undefined])(
    "comes back after a cut with code %p and has what changed meanwhile",
    async (code) => {
      const { check, source } = start();
      await check("reports", context);
      emulator.cutStreams({ code });
      await report();
      await until(() => source.checkSync("reports", context)?.value === false);
      await until(() => emulator.clients().length === 1);
    },
  );

  it("gives up a stream that is open but dead", async () => {
    const { check, source } = start({ pingIntervalMs: 50 });
    await check("reports", context);
    const fault = emulator.faults.add({ target: "datastream", kind: "hang" });
    await report();
    await new Promise((resolve) => setTimeout(resolve, 60));
    emulator.faults.remove(fault.id);
    await until(() => source.checkSync("reports", context)?.value === false);
  });

  it.each([
    [401, "the key was refused (status 401)"],
    [403, "the key was refused (status 403)"],
    [4001, "the key was refused (close 4001)"],
    [503, "the connection was lost (status 503)"],
  ])("says what a %d means", async (status, detail) => {
    emulator.faults.add({ target: "datastream", kind: "status", status });
    const { check, statuses } = start();
    expect(await check("reports", context)).toBeUndefined();
    expect(statuses.at(-1)).toEqual({ ready: false, detail });
  });

  it("waits no longer than it is told for a service that is slow or swallows messages", async () => {
    const { check, ready } = start({ requestTimeoutMs: 100 });
    await ready();
    emulator.faults.add({ target: "datastream", kind: "drop" });
    expect(await check("reports", context)).toBeUndefined();
    emulator.faults.clear();
    await until(() => emulator.clients().length === 1);
    let value: boolean | undefined;
    for (let tries = 0; tries < 100 && value === undefined; tries++) value = (await check("reports", context))?.value;
    expect(value).toBe(true);
  });
});
