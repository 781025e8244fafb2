import { afterEach, describe, expect, it, jest } from "@jest/globals";
import type { Cache } from "@schematic/cache";
import { fakeSource } from "./support/fake-source.ts";
import { answer, closeServices, type Service, startService } from "./support/service.ts";
import { clientOf, closeClients, recorder } from "./support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);
afterEach(() => void jest.restoreAllMocks());

// Hundreds of requests, on a machine that may be busy.
jest.setTimeout(30_000);

const throws = (): never => {
  throw new Error("broke");
};

const never = () => new Promise<never>(() => undefined);

/** Every way to the console; nothing of it is written. */
function watchConsole() {
  const names = ["error", "warn", "info", "log", "debug", "trace"] as const;
  const spies = names.map((name) => jest.spyOn(console, name).mockImplementation(() => undefined));
  spies.push(jest.spyOn(process, "emitWarning").mockImplementation(() => undefined) as never);
  return () => spies.flatMap(({ mock }) => mock.calls as unknown[][]);
}

/** Answers of every kind that the API description does not have. */
const odd: Service["treat"] = ({ url }) => {
  if (url === "/batch") return { status: 401, text: "{}" };
  if (url === "/flags/page/check") return { text: "<html>log in</html>" };
  if (url === "/flags/failing/check") return { status: 400, text: "{}" };
  if (url.startsWith("/companies")) return { data: { id: 7, created_at: "soon", plan: [], brand_new: { a_b: 1 } } };
  const entitlement = { feature_id: 7, value_type: "brand_new", metric_reset_at: "soon", warning_tiers: "none" };
  return { data: answer("odd", true, { rule_type: "brand_new", entitlement, brand_new: 1 }) };
};

describe("a logger of the caller's", () => {
  it("gets every line: nothing goes to the console, whatever the service answers and parts do (F-N24)", async () => {
    const written = watchConsole();
    const hooks = { onCheck: throws, onError: throws, onEvent: throws };
    const flagCache: Cache = { get: throws, set: throws, delete: throws };
    const { source } = fakeSource({}, { check: throws, checkSync: throws, tracked: throws });
    const client = clientOf(await startService(odd), { hooks, flagCache, datastream: source });
    for (const flag of ["odd", "page", "failing"]) {
      await client.checkFlag(flag, {}, { usage: -1, defaultValue: throws });
      client.checkFlagSync(flag);
    }
    await client.checkFlags(["odd"]);
    await client.companies.getCompany("comp_1");
    client.track({ event: "query" });
    client.track({ event: "" });
    await client.close();
    clientOf({ url: "http://127.0.0.1:1" }, { apiKey: "" });
    expect(written()).toEqual([]);
    // What would have been seen: there was enough to say.
    expect(client.lines.filter((line) => /^(warn|error) /.test(line)).length).toBeGreaterThan(5);
  });

  it("is never waited for, however much there is to say, also after close (F-G4)", async () => {
    const logger = { error: never, warn: never, info: never, debug: never } as never;
    const client = clientOf(await startService(odd), { logger, flagCache: [] });
    const askAll = () =>
      Promise.all(
        Array.from({ length: 120 }, (_, n) => {
          client.track({ event: "" });
          return client.checkFlag("failing", { company: { id: `c${n}` } }, { defaultValue: true });
        }),
      );
    expect(new Set(await askAll())).toEqual(new Set([true]));
    await client.close();
    expect(new Set(await askAll())).toEqual(new Set([true]));
  });
});

describe("the level of the log", () => {
  it("is each client's own, though they share a console or a logger (F-P11)", async () => {
    const service = await startService(odd);
    const written = watchConsole();
    const shared = recorder();
    for (const logLevel of ["off", "error", "off"] as const)
      for (const logger of [undefined, shared]) await clientOf(service, { logger, logLevel }).checkFlag("failing");
    expect(written()).toEqual([[expect.stringContaining("BadRequestError (400)")]]);
    expect(shared.lines).toEqual([expect.stringContaining("BadRequestError (400)")]);
  });
});
