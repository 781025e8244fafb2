import { afterEach, describe, expect, it } from "@jest/globals";
import type { CheckContext, DeliveryReport, FlagCheck } from "@schematic/api/core";
import { fakeSource } from "./support/fake-source.ts";
import { closeServices, startService } from "./support/service.ts";
import { clientOf, closeClients, recorder } from "./support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);

const throws = (): never => {
  throw new Error("hook broke");
};
const rejects = () => Promise.reject(new Error("hook broke")) as unknown as undefined;

describe("hooks", () => {
  it("hear of every check with its context, of deliveries, and of failures that only show as a default", async () => {
    const service = await startService(({ url }) => (url === "/batch" ? { text: "{}" } : { status: 400, text: "{}" }));
    const checks: [FlagCheck, CheckContext][] = [];
    const errors: Error[] = [];
    const reports: DeliveryReport[] = [];
    const client = clientOf(service, {
      datastream: fakeSource({ local: true }).source,
      flagCheckEvents: "off",
      hooks: {
        onCheck: (check, context) => void checks.push([check, context]),
        onError: (error) => void errors.push(error),
        onEvent: (report) => void reports.push(report),
      },
    });
    const context = { company: { id: "c1" } };
    await client.checkFlag("local", context);
    client.checkFlagSync("local");
    await client.checkFlags(["local", "x"], context);
    await client.checkAllFlags();
    client.track({ event: "query" });
    await client.close();
    expect(checks.map(([{ flag, source }]) => [flag, source])).toEqual([
      ["local", "datastream"],
      ["local", "datastream"],
      ["local", "datastream"],
      ["x", "default"],
    ]);
    expect(checks[0]?.[1]).toEqual(context);
    expect(errors.map(({ name }) => name)).toEqual(["BadRequestError", "BadRequestError"]);
    expect(reports).toEqual([{ outcome: "delivered", lane: "billable", count: 1 }]);
  });

  for (const [how, hook] of Object.entries({ throw: throws, reject: rejects }))
    it(`change nothing when they ${how}, and it is logged`, async () => {
      const service = await startService(({ url }) =>
        url === "/flags/bad/check" ? { status: 400, text: "{}" } : { data: { value: true } },
      );
      const hooks = { onCheck: hook, onError: hook, onEvent: hook, onStatus: hook };
      const client = clientOf(service, { hooks });
      expect(await client.checkFlag("a")).toBe(true);
      expect(client.checkFlagSync("a")).toBe(true);
      expect(await client.checkFlag("bad", {}, { defaultValue: true })).toBe(true);
      expect(await client.checkFlags(["a"])).toMatchObject([{ value: true }]);
      client.track({ event: "query" });
      await client.close();
      expect(client.lines.join("\n")).toMatch(/onCheck failed.*hook broke/);
    });

  it("cannot change an answer, nor what is cached", async () => {
    const onCheck = (check: FlagCheck) => {
      (check as { value: boolean }).value = false;
    };
    const client = clientOf(await startService(), { hooks: { onCheck } });
    for (let i = 0; i < 2; i++) expect(await client.checkFlag("a")).toBe(true);
    expect(await client.checkFlags(["a"])).toMatchObject([{ value: true }]);
  });

  it("hear for whom a check was, although its caller changed the object meanwhile, and get keys of their own", async () => {
    const service = await startService();
    const heard: CheckContext[] = [];
    const onCheck = (_: FlagCheck, context: CheckContext) => {
      heard.push({ ...context });
      (context as { company?: object }).company = { id: "spoilt" };
    };
    const client = clientOf(service, { hooks: { onCheck } });
    const company = { id: "c1" };
    const asking = client.checkFlag("a", { company });
    company.id = "c2";
    await asking;
    expect(heard).toEqual([{ company: { id: "c1" } }]);
  });

  it("change nothing where reading them throws, or a promise of another library rejects", async () => {
    const get = throws;
    const then = (_: unknown, reject: (error: Error) => void) => reject(new Error("hook broke"));
    const foreign = () => ({ then }) as never;
    for (const hooks of [new Proxy({}, { get }), { onCheck: foreign, onError: foreign, onEvent: foreign }]) {
      const client = clientOf(await startService(), { hooks });
      expect(await client.checkFlag("a")).toBe(true);
      expect(client.checkFlagSync("a")).toBe(true);
      expect(client.track({ event: "query" })).toMatchObject({ accepted: true });
      expect(await client.close()).toMatchObject({ delivered: 1 });
      expect(client.lines.join("\n")).toMatch(/onCheck failed.*hook broke/);
    }
  });

  it("keep their object: a hook may be a method", async () => {
    class Meter {
      count = 0;
      onCheck() {
        this.count++;
      }
    }
    const hooks = new Meter();
    await clientOf(await startService(), { hooks }).checkFlag("a");
    expect(hooks.count).toBe(1);
  });
});

describe("the log", () => {
  it("has one line for a failure that repeats, none with the key or what was asked for", async () => {
    const service = await startService(() => ({
      status: 401,
      text: '{"error":"bad key sch_dev_key for secret-company"}',
    }));
    const client = clientOf(service, { flagCache: [] });
    for (let i = 0; i < 5; i++) await client.checkFlag("a", { company: { id: "secret-company" } });
    expect(client.lines.filter((line) => !line.startsWith("debug"))).toHaveLength(1);
    expect(client.lines.join()).toContain("UnauthorizedError (401)");
    expect(client.lines.join()).not.toMatch(/sch_dev_key|secret-company/);
  });

  it("has one line for a failure whose request has another number each time, and few for messages that never repeat", async () => {
    const service = await startService(({ index }) => ({
      status: 400,
      headers: { "x-request-id": `req_${index}` },
      text: "{}",
    }));
    const failing = clientOf(service, { flagCache: [] });
    for (let i = 0; i < 5; i++) await failing.checkFlag("a");
    expect(failing.lines.filter((line) => line.startsWith("error"))).toHaveLength(1);
    let count = 0;
    const check = () => Promise.reject(new Error(`source broke ${count++}`));
    const client = clientOf(await startService(), { datastream: fakeSource({}, { check }).source });
    for (let i = 0; i < 100; i++) await client.checkFlag("a");
    expect(client.lines.filter((line) => line.startsWith("error")).length).toBeLessThan(30);
  });

  it("cannot break a check or an event when the logger throws", async () => {
    const logger = { error: throws, warn: throws, info: throws, debug: throws };
    const service = await startService(() => ({ status: 400, text: "{}" }));
    const client = clientOf(service, { logger });
    expect(await client.checkFlag("a", {}, { defaultValue: true })).toBe(true);
    // @ts-expect-error: an event is an object
    expect(client.track(7)).toMatchObject({ accepted: false });
    expect(clientOf(service, { logger, apiKey: "" }).checkFlagSync("a")).toBe(false);
  });

  it("obeys logLevel, also for a logger of the caller's", async () => {
    const service = await startService(() => ({ status: 400, text: "{}" }));
    const lines = async (logLevel: "off" | "error" | undefined) => {
      const logger = recorder();
      await clientOf(service, { logger, logLevel }).checkFlag("a", {}, { usage: -1 });
      return logger.lines.map((line) => line.split(" ")[0]).filter((level) => level !== "debug");
    };
    expect(await lines("off")).toEqual([]);
    expect(await lines("error")).toEqual(["error"]);
    expect(await lines(undefined)).toEqual(["warn", "error"]);
  });
});
