import { afterEach, describe, expect, it, jest } from "@jest/globals";
import type { Cache } from "@schematic/cache";
import { fakeSource } from "../support/fake-source.ts";
import { answering, closeServices, startService, type Treatment } from "../support/service.ts";
import { clientOf, closeClients } from "../support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);

const never = new Promise<never>(() => undefined);
const timedOut = {
  source: "default",
  value: true,
  error: expect.stringMatching(/TimeoutError|ServerError|RateLimitError|ConnectionError/),
};
const options = { timeoutMs: 60, defaultValue: true };

// What is never answered within these tests' own limits must be answered by the check's.
const slow: Record<string, Treatment> = {
  hangs: "hang",
  "stalls in the middle of a body": "stall",
  "resets the connection": "reset",
  "answers 503": { status: 503, text: "{}" },
  "answers 503 and wants a minute": { status: 503, headers: { "retry-after": "60" }, text: "{}" },
  "answers 429 and wants a minute": { status: 429, headers: { "retry-after": "60" }, text: "{}" },
};

describe("the time of a check", () => {
  for (const [what, treatment] of Object.entries(slow))
    it(`bounds the whole check when the API ${what} (F-N11, F-P3, F-P7)`, async () => {
      const service = await startService(() => treatment);
      for (const flagCache of [undefined, []]) {
        const client = clientOf(service, { flagCache });
        expect(await client.checkFlagWithEntitlement("a", {}, options)).toMatchObject(timedOut);
        expect(await client.checkFlags(["a"], {}, options)).toMatchObject([timedOut]);
      }
      // Those of the client with a cache go on, however little time there was.
      await service.arrived(2);
    });

  it("is 5 seconds unless the client or the check says otherwise", async () => {
    const timer = jest.spyOn(globalThis, "setTimeout");
    await clientOf(await startService()).checkFlag("a");
    const delays = timer.mock.calls.map(([, ms]) => ms);
    timer.mockRestore();
    expect(delays).toContain(5_000);
  });

  it("is checkTimeoutMs by default, also for all flags", async () => {
    const client = clientOf(await startService(() => "hang"), { checkTimeoutMs: 60, flagDefaults: { a: true } });
    expect(await client.checkFlagWithEntitlement("a")).toMatchObject(timedOut);
    expect(await client.checkAllFlags()).toMatchObject([timedOut]);
  });

  it("bounds a hanging cache and a hanging local source too", async () => {
    const flagCache: Cache = { get: () => never, set: () => never, delete: () => never };
    const { source } = fakeSource({}, { check: () => never });
    for (const stuck of [{ flagCache }, { datastream: source }, { flagCache, datastream: source }]) {
      const client = clientOf(await startService(() => "hang"), stuck);
      expect(await client.checkFlagWithEntitlement("a", {}, options)).toMatchObject(timedOut);
      expect(await client.checkFlags(["a", "b"], {}, options)).toMatchObject([timedOut, timedOut]);
    }
  });

  it("may be no limit at all", async () => {
    const client = clientOf(await startService(), { flagCache: [] });
    for (const timeoutMs of [Number.POSITIVE_INFINITY, 1e12, 2 ** 31])
      expect(await client.checkFlagWithEntitlement("a", {}, { timeoutMs })).toMatchObject({ source: "api" });
  });

  it("is the default for what is no time", async () => {
    const client = clientOf(await startService(), { flagCache: [] });
    for (const timeoutMs of [Number.NaN, -1, "100" as unknown as number])
      expect(await client.checkFlagWithEntitlement("a", {}, { timeoutMs })).toMatchObject({ source: "api" });
  });

  it("can be cut short by a signal, before and during the check, which is no failure to tell of", async () => {
    const service = await startService(() => "hang");
    const failures: Error[] = [];
    const client = clientOf(service, { hooks: { onError: (error) => failures.push(error) } });
    const controller = new AbortController();
    const check = client.checkFlagWithEntitlement("a", {}, { signal: controller.signal, defaultValue: true });
    await service.arrived(1);
    controller.abort();
    const aborted = { value: true, source: "default", error: expect.stringContaining("AbortError") };
    expect(await check).toMatchObject(aborted);
    expect(
      await client.checkFlagWithEntitlement("b", {}, { signal: AbortSignal.abort(), defaultValue: true }),
    ).toMatchObject(aborted);
    expect(failures).toEqual([]);
  });

  it("leaves no timer behind when the check is answered", async () => {
    const client = clientOf(await startService());
    await client.checkFlag("a");
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const before = timers();
    for (const flag of ["a", "b", "c"]) await client.checkFlag(flag, {}, { timeoutMs: 60_000 });
    await client.checkFlags(["a", "d"], {}, { timeoutMs: 60_000 });
    expect(timers()).toBeLessThanOrEqual(before + 1);
  });

  it("does not stop a request whose answer a cache can keep: the next check has it (F-G6)", async () => {
    let release: () => void = () => undefined;
    const service = await startService(async (arrival) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return answering(arrival);
    });
    const client = clientOf(service);
    expect(await client.checkFlagWithEntitlement("a", {}, options)).toMatchObject(timedOut);
    await service.arrived(1);
    release();
    await new Promise<void>((resolve) => {
      const poll = () => (client.checkFlagSync("a") ? resolve() : void setTimeout(poll, 2));
      poll();
    });
    expect(service.arrivals).toHaveLength(1);
  });
});
