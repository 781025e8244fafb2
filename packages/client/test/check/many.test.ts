import { afterEach, describe, expect, it } from "@jest/globals";
import { answer, closeServices, startService } from "../support/service.ts";
import { clientOf, closeClients } from "../support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);

const context = { company: { id: "c1" } };

describe("checks of several flags", () => {
  it("come in the order asked, repeated ones too, from one request", async () => {
    const service = await startService();
    const checks = await clientOf(service).checkFlags(["b", "a", "zzz", "b"], context);
    expect(checks).toEqual([
      expect.objectContaining({ flag: "b", value: false, source: "api", flagId: "flag_1", companyId: "comp_1" }),
      expect.objectContaining({ flag: "a", value: true, source: "api" }),
      { flag: "zzz", value: false, source: "default", reason: "Flag not found - using default value" },
      expect.objectContaining({ flag: "b", value: false }),
    ]);
    expect(service.arrivals.map(({ url, body }) => [url, body])).toEqual([["/flags/check", context]]);
  });

  it("keep the whole answer, so that other flags and single checks need no request (F-C3)", async () => {
    const service = await startService();
    const client = clientOf(service);
    await client.checkFlags(["a"], context);
    expect(await client.checkFlagWithEntitlement("b", context)).toMatchObject({ value: false, source: "cache" });
    expect(await client.checkFlags(["b", "a"], context)).toMatchObject([{ source: "cache" }, { source: "cache" }]);
    expect(service.arrivals).toHaveLength(1);
  });

  it("remember flags that the service does not know, so that one of them does not defeat the cache (F-N37)", async () => {
    const service = await startService();
    const client = clientOf(service);
    for (let i = 0; i < 3; i++)
      expect(await client.checkFlags(["a", "zzz"], context, { defaultValue: true })).toMatchObject([
        { value: true },
        { flag: "zzz", value: true, source: "default" },
      ]);
    expect(service.arrivals).toHaveLength(1);
  });

  it("do not take a flag for unknown when there are more flags than one answer holds", async () => {
    const flags = Array.from({ length: 1_000 }, (_, n) => answer(`f${n}`));
    const service = await startService(({ url }) =>
      url === "/flags/check" ? { status: 201, data: { flags } } : { data: answer("zzz") },
    );
    const client = clientOf(service);
    expect(await client.checkFlags(["zzz"], context)).toMatchObject([{ value: false, source: "default" }]);
    expect(await client.checkFlagWithEntitlement("zzz", context)).toMatchObject({ value: true, source: "api" });
  });

  it("answer nothing for no flags, without a request", async () => {
    const service = await startService();
    expect(await clientOf(service).checkFlags([], context)).toEqual([]);
    expect(service.arrivals).toEqual([]);
  });

  it("are defaults when the API fails, with what is cached beside them", async () => {
    const service = await startService();
    const client = clientOf(service, { flagDefaults: { c: true } });
    await client.checkFlag("a", context);
    service.treat = () => ({ status: 400, text: "{}" });
    const checks = await client.checkFlags(["a", "c", "d"], context);
    expect(checks).toMatchObject([
      { flag: "a", value: true, source: "cache" },
      { flag: "c", value: true, source: "default", error: "BadRequestError (400)" },
      { flag: "d", value: false, source: "default", error: "BadRequestError (400)" },
    ]);
  });

  it("skip what is no answer among the answers", async () => {
    const flags = [answer("a"), null, 7, { flag: "b", value: null }, { value: true }, answer("c")];
    const service = await startService(() => ({ status: 201, data: { flags } }));
    const client = clientOf(service);
    expect((await client.checkAllFlags(context)).map(({ flag }) => flag)).toEqual(["a", "c"]);
    expect(await client.checkFlags(["b"], context)).toMatchObject([{ value: false, source: "default" }]);
  });
});

describe("checks of all flags", () => {
  it("are what the service has, and are kept for single checks", async () => {
    const service = await startService();
    const client = clientOf(service);
    expect(await client.checkAllFlags(context)).toMatchObject([
      { flag: "a", value: true, source: "api" },
      { flag: "b", value: false, source: "api" },
    ]);
    expect(await client.checkFlagWithEntitlement("a", context)).toMatchObject({ source: "cache" });
  });

  it("are every flag that has a default when the API fails", async () => {
    const service = await startService(() => ({ status: 400, text: "{}" }));
    const client = clientOf(service, { flagDefaults: { x: true, y: false } });
    const error = "BadRequestError (400)";
    expect(await client.checkAllFlags(context)).toMatchObject([
      { flag: "x", value: true, source: "default", error },
      { flag: "y", value: false, source: "default", error },
    ]);
  });
});
