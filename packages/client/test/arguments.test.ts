import { afterEach, describe, expect, it } from "@jest/globals";
import { closeServices, startService } from "./support/service.ts";
import { clientOf, closeClients } from "./support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);

const trapped = (): never => {
  throw new Error("getter broke");
};

const trap = Object.fromEntries(["company", "timeoutMs", "value"].map((name) => [name, undefined]));
for (const name in trap) Object.defineProperty(trap, name, { get: trapped, enumerable: true });

/** An object of which nothing can be read, and one that throws what has no text. */
const refuses = (get: () => never) => new Proxy({}, { get, has: get, ownKeys: get, getPrototypeOf: get });
const bare = refuses(() => {
  throw Object.create(null);
});
const revoked = Proxy.revocable({}, {});
revoked.revoke();

/** What callers without types pass. */
const plain: unknown[] = [undefined, null, 7, "text", true, [], () => undefined, Symbol("s"), 1n, Number.NaN, trap];
const odd = [...plain, refuses(trapped), bare, revoked.proxy];
const named = (name: string) => odd.map((value) => ({ [name]: value }));

describe("arguments that nobody checked", () => {
  it("never make a check throw or reject", async () => {
    const client = clientOf(await startService(), { logLevel: "off" });
    const context = { company: { id: "c1" } };
    for (const value of odd as never[]) {
      for (const [flag, asked, options] of [
        [value, context],
        ["a", value],
        ["a", context, value],
      ] as const) {
        expect(typeof (await client.checkFlag(flag, asked, options))).toBe("boolean");
        expect(typeof client.checkFlagSync(flag, asked, options)).toBe("boolean");
        expect(await client.checkFlags([flag], asked, options)).toHaveLength(1);
        expect(Array.isArray(await client.checkAllFlags(asked, options))).toBe(true);
      }
      expect(Array.isArray(await client.checkFlags(value, context))).toBe(true);
    }
  });

  it("never make a check throw, reject or hang as options and keys, on or off the network", async () => {
    const service = await startService(({ url }) => (url.includes("bad") ? { status: 400, text: "{}" } : { data: {} }));
    const signals = [{ addEventListener: trapped }, { addEventListener: () => undefined }, new EventTarget()];
    const options = [
      ...["defaultValue", "signal", "timeoutMs", "usage", "eventUsage", "creditCost"].flatMap(named),
      ...odd.map((value) => ({ defaultValue: () => value })),
      ...odd.map((entitlement) => ({ defaultValue: { value: true, entitlement } })),
      ...signals.map((signal) => ({ signal })),
    ] as never[];
    const contexts = [...named("company"), ...named("user")] as never[];
    for (const isOffline of [false, true]) {
      const client = clientOf(service, { logLevel: "off", offline: isOffline, hooks: { onCheck: () => undefined } });
      for (const [context, option] of [...options.map((option) => [{}, option]), ...contexts.map((one) => [one, {}])]) {
        expect(typeof (await client.checkFlag("bad", context, option))).toBe("boolean");
        expect(typeof client.checkFlagSync("bad", context, option)).toBe("boolean");
        expect(await client.checkFlags(["bad"], context, option)).toHaveLength(1);
      }
    }
  });

  it("are told of where a list is wanted and none is given", async () => {
    const client = clientOf(await startService());
    expect(await client.checkFlags("a" as never)).toEqual([]);
    expect(client.lines.join()).toContain("flags must be a list");
  });

  it("are read as far as they can be where a getter throws", async () => {
    const client = clientOf(await startService(), { logLevel: "off", flagDefaults: { a: true } });
    const broken = { defaultValue: true, ...{} };
    Object.defineProperty(broken, "timeoutMs", { get: trapped, enumerable: true });
    expect(await client.checkFlag("b", {}, broken)).toBe(true);
    expect(await client.checkFlags(["a", "b"], {}, broken)).toMatchObject([{ value: true }, { value: true }]);
    const worse = Object.defineProperty({}, "defaultValue", { get: trapped, enumerable: true });
    expect(await client.checkFlag("a", {}, worse)).toBe(true);
    expect(client.checkFlagSync("b", {}, worse)).toBe(false);
  });

  it("never make an event throw", async () => {
    const client = clientOf(await startService(), { logLevel: "off" });
    for (const value of odd as never[]) {
      expect(client.track(value)).toMatchObject({ accepted: false });
      expect(client.identify(value)).toMatchObject({ accepted: false });
      expect(typeof client.track({ event: "query" }, value).accepted).toBe("boolean");
      expect(typeof client.identify({ keys: { id: "u1" } }, value).accepted).toBe("boolean");
    }
  });

  it("never make ready, flush or close throw or reject", async () => {
    const service = await startService();
    for (const value of odd as never[]) {
      const client = clientOf(service, { logLevel: "off" });
      expect(await client.ready(value)).toHaveProperty("ready");
      expect(await client.flush(value)).toHaveProperty("pending");
      expect(await client.close(value)).toHaveProperty("pending");
    }
  });
});
