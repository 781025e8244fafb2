import { createHook } from "node:async_hooks";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "@jest/globals";
import { Schematic as CoreSchematic } from "../src/core.ts";
import { Schematic, type SchematicOptions } from "../src/index.ts";
import { USER_AGENT } from "../src/version.ts";
import { fakeSource } from "./support/fake-source.ts";
import { closeServices, startService } from "./support/service.ts";
import { clientOf, closeClients, recorder } from "./support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);

/** Kinds of asynchronous resources that `act` makes: timers, sockets, requests, look-ups. Promises do not count. */
function startedBy(act: () => void): string[] {
  const started: string[] = [];
  const hook = createHook({ init: (_, type) => void (type !== "PROMISE" && started.push(type)) }).enable();
  act();
  hook.disable();
  return started;
}

describe("making a client", () => {
  it("starts nothing: no timer, no socket, no request, no listener", async () => {
    const service = await startService();
    const listeners = process.eventNames().map((name) => process.listenerCount(name));
    const { source, seen } = fakeSource();
    const options = { apiKey: "sch_dev_key", baseUrl: service.url, datastream: source, staleIfErrorMs: 60_000 };
    expect(startedBy(() => void new Schematic(options))).toEqual([]);
    expect(startedBy(() => void new Schematic({ offline: true }))).toEqual([]);
    expect(startedBy(() => void new Schematic(options).companies.getCompany)).toEqual([]);
    expect(process.eventNames().map((name) => process.listenerCount(name))).toEqual(listeners);
    expect([service.arrivals.length, seen.readies]).toEqual([0, 0]);
    // What would have been seen: the probe can fail.
    expect(startedBy(() => clearTimeout(setTimeout(() => undefined, 1)))).toEqual(["Timeout"]);
  });

  it("is possible anywhere, without options (F-P1), and the class has the name of the product (F-N38)", async () => {
    const logger = recorder();
    expect(await new Schematic({ logger }).checkFlag("a")).toBe(false);
    expect(Schematic.name).toBe("Schematic");
  });

  it("takes blank strings for unset", async () => {
    const client = clientOf({ url: " " }, { environmentId: " ", offline: true });
    expect(await client.checkFlag("a")).toBe(false);
    expect(client.lines).toEqual([]);
  });

  it("keeps a path prefix and drops trailing slashes, for the API and for capture (F-G9)", async () => {
    const service = await startService();
    const client = clientOf({ url: `${service.url}/prefix//` });
    await client.checkFlag("a");
    client.track({ event: "query" });
    await client.close();
    expect(service.arrivals.map(({ url }) => url)).toEqual(["/prefix/flags/a/check", "/prefix/batch"]);
  });

  it("throws for options that cannot be used, naming them", () => {
    const bad: [string, object][] = [
      ["apiKey", { apiKey: 7 }],
      ["apiKey", { apiKey: "key with\nline" }],
      ["baseUrl", { baseUrl: "not a url" }],
      ["baseUrl", { baseUrl: "ftp://host" }],
      ["baseUrl", { baseUrl: "https://user:secret@host" }],
      ["eventCaptureUrl", { eventCaptureUrl: "nope" }],
      ["timeoutMs", { timeoutMs: -1 }],
      ["timeoutMs", { timeoutMs: Number.NaN }],
      ["maxRetries", { maxRetries: 1.5 }],
      ["checkTimeoutMs", { checkTimeoutMs: 0 }],
      ["staleIfErrorMs", { staleIfErrorMs: "1" }],
      ["flagCheckEvents", { flagCheckEvents: { sampleRate: 2 } }],
      ["flagCheckEvents", { flagCheckEvents: "some" }],
      ["flagCache", { flagCache: {} }],
      ["flagCache", { flagCache: [{ get: 1 }] }],
      ["flushIntervalMs", { events: { flushIntervalMs: -1 } }],
      ["headers", { headers: { "bad name": "x" } }],
      ["datastream", { datastream: true }],
      ["datastream", { datastream: () => fakeSource().source }],
      ["fetch", { fetch: "https://proxy" }],
      ["logLevel", { logLevel: "verbose" }],
    ];
    for (const [name, options] of bad) {
      const make = () => new Schematic({ apiKey: "sch_dev_key", ...(options as SchematicOptions) });
      expect(make).toThrow(expect.objectContaining({ name: "ConfigError", message: expect.stringContaining(name) }));
    }
  });

  it("shows the key neither when it is printed nor as JSON", () => {
    for (const Client of [Schematic, CoreSchematic]) {
      const client = new Client({ apiKey: "sch_dev_secret", headers: { authorization: "Bearer inner" } });
      const shown = inspect(client, { depth: 20, showHidden: true, getters: true }) + JSON.stringify(client);
      expect(shown).not.toMatch(/sch_dev_secret|Bearer inner/);
    }
  });

  it("warns loudly when a secret key is used in a browser, and only then", () => {
    const isBrowser = { window: {}, document: {} };
    const warned = (apiKey: string, globals: object) => {
      const logger = recorder();
      const before = Object.getOwnPropertyDescriptors(globalThis);
      Object.assign(globalThis, globals);
      try {
        new Schematic({ apiKey, logger });
      } finally {
        for (const name of Object.keys(globals)) if (!(name in before)) Reflect.deleteProperty(globalThis, name);
      }
      expect(logger.lines.join()).not.toContain(apiKey);
      return logger.lines.filter((line) => line.includes("browser"));
    };
    expect(warned("sch_prod_key", isBrowser)).toEqual([expect.stringMatching(/^error /)]);
    expect(warned("api_key", isBrowser)).toEqual([]);
    expect(warned("sch_prod_key", {})).toEqual([]);
  });

  it("names itself as the package is named, and lets the caller's User-Agent replace that (F-N19)", async () => {
    const { name, version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
    expect(USER_AGENT).toBe(`${name}/${version}`);
    const service = await startService();
    await clientOf(service).checkFlag("a");
    await clientOf(service, { headers: { "USER-AGENT": "mine" } }).checkFlag("a");
    const track = clientOf(service);
    track.track({ event: "query" });
    await track.close();
    expect(service.arrivals.map(({ headers }) => headers["user-agent"])).toEqual([USER_AGENT, "mine", USER_AGENT]);
    for (const { headers } of service.arrivals)
      expect(headers["x-schematic-client-version"]).toBe(`${name}@${version}`);
  });

  it("takes a fetch of the caller's for everything (F-N33)", async () => {
    const asked: string[] = [];
    const answer = async (input: string | URL | Request) => {
      asked.push(new URL(String(input)).pathname);
      return Response.json({ data: { value: true, id: "comp_1" } });
    };
    const client = clientOf({ url: "http://nowhere.invalid" }, { fetch: answer as typeof fetch });
    expect(await client.checkFlag("a")).toBe(true);
    await client.companies.getCompany("comp_1");
    await client.fetch("/anything");
    client.track({ event: "query" });
    await client.close();
    expect(asked).toEqual(["/flags/a/check", "/companies/comp_1", "/anything", "/batch"]);
  });

  it("does not read the environment (F-N22)", async () => {
    const before = process.env["NODE_ENV"];
    const service = await startService();
    try {
      for (const mode of ["test", "production"]) {
        process.env["NODE_ENV"] = mode;
        await clientOf(service, { apiKey: undefined }).checkFlag("a");
      }
    } finally {
      process.env["NODE_ENV"] = before;
    }
    expect(service.arrivals).toEqual([]);
  });
});

describe("the core client", () => {
  it("checks and delivers as the whole one, without resources", async () => {
    const service = await startService();
    const options = { apiKey: "sch_dev_key", baseUrl: service.url, eventCaptureUrl: service.url };
    const client = new CoreSchematic(options);
    expect(await client.checkFlag("a")).toBe(true);
    client.track({ event: "query" });
    expect(await client.close()).toMatchObject({ delivered: 1 });
    expect("companies" in client).toBe(false);
  });
});
