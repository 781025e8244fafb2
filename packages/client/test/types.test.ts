import { describe, expect, it } from "@jest/globals";
import { localCache } from "@schematic/cache";
import { datastream } from "@schematic/datastream";
import { Schematic as Core } from "../src/core.ts";
import {
  type CheckContext,
  type CheckOptions,
  type EventReceipt,
  type FlagCheck,
  Schematic,
  type SchematicOptions,
} from "../src/index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(value: T = true as T) => expect(value).toBe(true);

const options: SchematicOptions = { offline: true, logLevel: "off" };

describe("the types of a client", () => {
  it("take plain strings when no names are given", () => {
    const client = new Schematic(options);
    client.checkFlagSync("any flag");
    client.track({ event: "any event" });
    holds<Equal<ReturnType<typeof client.checkFlag>, Promise<boolean>>>();
    holds<Equal<ReturnType<typeof client.checkFlagSync>, boolean>>();
    holds<Equal<ReturnType<typeof client.checkFlagWithEntitlement>, Promise<FlagCheck>>>();
    holds<Equal<ReturnType<typeof client.checkFlags>, Promise<FlagCheck[]>>>();
    holds<Equal<ReturnType<typeof client.track>, EventReceipt>>();
  });

  it("know flags and events by name when they are given", async () => {
    for (const client of [
      new Schematic<{ flags: "exports" | "sso"; events: "export" }>(options),
      new Core<{ flags: "exports" | "sso"; events: "export" }>(options),
    ]) {
      await client.checkFlag("exports");
      await client.checkFlags(["exports", "sso"]);
      client.setFlagDefaults({ exports: true });
      client.track({ event: "export" });
      // @ts-expect-error: no such flag
      await client.checkFlag("export");
      // @ts-expect-error: no such flag
      client.checkFlagSync("Exports");
      // @ts-expect-error: no such flag
      await client.checkFlags(["exports", "other"]);
      // @ts-expect-error: no such flag
      client.setFlagDefault("other", true);
      // @ts-expect-error: no such flag
      client.setFlagDefaults({ other: true });
      // @ts-expect-error: no such event
      client.track({ event: "exports" });
    }
  });

  it("know the names of flags in the options too", () => {
    new Schematic<{ flags: "exports" | "sso" }>({ ...options, flagDefaults: { sso: true } });
    new Core<{ events: "export" }>({ offline: true, flagDefaults: { anything: true } });
    // @ts-expect-error: no such flag
    new Schematic<{ flags: "exports" }>({ offline: true, flagDefaults: { export: true } });
  });

  it("know only flags, or only events, where only those are given", async () => {
    const flags = new Schematic<{ flags: "exports" }>(options);
    flags.track({ event: "anything" });
    // @ts-expect-error: no such flag
    await flags.checkFlag("other");
    const events = new Schematic<{ events: "export" }>(options);
    await events.checkFlag("anything");
    // @ts-expect-error: no such event
    events.track({ event: "other" });
    // @ts-expect-error: names are strings
    new Schematic<{ flags: 7 }>(options);
  });

  it("fit a client with names where any client is wanted for reading", async () => {
    const ask = (client: Pick<Schematic<{ flags: "exports" }>, "checkFlag">) => client.checkFlag("exports");
    expect(await ask(new Schematic(options))).toBe(false);
  });

  it("refuse events and contexts that no service could take", () => {
    const client = new Schematic(options);
    // @ts-expect-error: an event has a name
    client.track({ company: { id: "acme" } });
    // @ts-expect-error: a user has keys
    client.identify({ name: "Wile E. Coyote" });
    // @ts-expect-error: when it happened is an option, beside the event (F-N10)
    client.track({ event: "query", sentAt: new Date() });
    // @ts-expect-error: keys are strings
    client.checkFlagSync("a", { company: { id: 7 } });
    // @ts-expect-error: there is no such context
    client.checkFlagSync("a", { organisation: { id: "acme" } });
  });

  it("offer each form of check the options that it has", async () => {
    const client = new Schematic(options);
    await client.checkFlag("a", {}, { usage: 1, timeoutMs: 50, defaultValue: () => true });
    client.checkFlagSync("a", {}, { usage: 1, defaultValue: { value: true, reason: "assumed" } });
    // @ts-expect-error: an answer at once has no time
    client.checkFlagSync("a", {}, { timeoutMs: 50 });
    // @ts-expect-error: the service has no preflight for several flags
    await client.checkFlags(["a"], {}, { usage: 1 });
    // @ts-expect-error: a default is on or off, or an answer
    await client.checkFlag("a", {}, { defaultValue: "yes" });
  });

  it("take members that may be undefined, as configuration has them", () => {
    const env: { readonly key?: string } = {};
    const timeoutMs: number | undefined = undefined;
    const check: CheckOptions = { timeoutMs, signal: undefined, defaultValue: undefined };
    const context: CheckContext = { company: undefined };
    const client = new Schematic({ apiKey: env.key, offline: true, datastream: undefined, flagCache: undefined });
    client.checkFlagSync("a", context, check);
  });

  it("take caches of any kind, one or several, and a datastream", () => {
    new Schematic({ ...options, flagCache: localCache(), datastream: datastream() });
    new Schematic({
      ...options,
      flagCache: [localCache<unknown>({ ttlMs: null }), new Map<string, unknown>() as never],
    });
    // @ts-expect-error: a cache sets and deletes too
    expect(() => new Schematic({ ...options, flagCache: { get: () => undefined } })).toThrow("flagCache");
  });

  it("keep answers from being changed by mistake", () => {
    const check = new Schematic(options).checkFlagWithEntitlementSync("a");
    // @ts-expect-error: an answer is what it is
    check.value = true;
    holds<Equal<FlagCheck["source"], "datastream" | "cache" | "api" | "default">>();
  });

  it("have resources on the whole client only", () => {
    holds<Equal<"companies" extends keyof Schematic ? true : false, true>>();
    holds<Equal<"companies" extends keyof Core ? true : false, false>>();
    // @ts-expect-error: settings are not part of the surface
    expect(new Schematic(options).settings).toBeUndefined();
  });
});
