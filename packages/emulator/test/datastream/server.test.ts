import { describe, expect, it } from "@jest/globals";
import { call, capture, start, track } from "../support/start.ts";
import { openStream } from "../support/stream.ts";

const company = { entity_type: "rulesengine.Company", keys: { id: "acme" } };
const flags = { entity_type: "rulesengine.Flags" };

describe("the datastream", () => {
  it("sends all flags on request, with plan entitlements as rules and no null lists", async () => {
    const emulator = await start();
    const client = await openStream(emulator);
    client.ask(flags);
    const frame = await client.next();
    expect(frame).toMatchObject({ entity_type: "rulesengine.Flags", message_type: "full" });
    expect(frame.stream_id).toBeUndefined();
    const exports_ = frame.data.find((flag: { key: string }) => flag.key === "exports");
    expect(exports_.rules.map((rule: { rule_type: string }) => rule.rule_type)).toEqual([
      "plan_entitlement",
      "plan_entitlement_usage_exceeded",
      "plan_entitlement",
      "plan_entitlement_usage_exceeded",
    ]);
    expect(JSON.stringify(frame.data)).not.toMatch(/"(rules|conditions|condition_groups|resource_ids)":null/);
  });

  it.each(["start", "", undefined])("takes the action %p as start", async (action) => {
    const emulator = await start();
    const client = await openStream(emulator);
    client.ask({ ...company, action });
    expect(await client.next()).toMatchObject({
      entity_id: "comp_acme",
      message_type: "full",
      data: { base_plan_id: "plan_pro" },
    });
    client.ask({ ...company, action: "stop" });
    await client.settled();
    await capture(emulator, track("export", { id: "acme" }));
    expect(await client.settled()).toEqual([]);
  });

  it("matches keys and values without regard to case, by any key", async () => {
    const emulator = await start();
    const client = await openStream(emulator);
    client.ask({ ...company, keys: { nothing: "here", SLUG: "ACME:eu" } });
    expect(await client.next()).toMatchObject({ entity_id: "comp_acme" });
  });

  it("answers unknown keys with an error that repeats them, and keeps the connection", async () => {
    const emulator = await start();
    const client = await openStream(emulator);
    client.ask({ ...company, keys: { id: "nobody" } });
    expect(await client.next()).toEqual({
      data: { error: "company not found", keys: { id: "nobody" }, entity_type: "rulesengine.Company" },
      entity_type: "rulesengine.Company",
      message_type: "error",
    });
    client.ask({ entity_type: "rulesengine.User", keys: { user_id: "u1" } });
    expect(await client.next()).toMatchObject({ entity_type: "rulesengine.User", entity_id: "user_wile" });
  });

  it("tells of tracked usage by a partial with the changed metrics alone", async () => {
    const emulator = await start();
    const client = await openStream(emulator);
    client.ask(company);
    await client.next();
    await capture(emulator, track("export", { id: "acme" }, { quantity: 2 }));
    const [partial, ...more] = await client.settled();
    expect(more).toEqual([]);
    expect(partial).toMatchObject({
      message_type: "partial",
      entity_id: "comp_acme",
      entity_type: "rulesengine.Company",
    });
    expect(partial?.stream_id).toMatch(/^\d+-\d+$/);
    expect(Object.keys(partial?.data)).toEqual(["metrics"]);
    expect(partial?.data.metrics).toHaveLength(5);
  });

  it("tells of new traits, of spent credits, and of plans by the members that changed", async () => {
    const emulator = await start();
    const client = await openStream(emulator);
    client.ask(company);
    await client.next();
    await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, traits: { city: "Bergen" } } });
    expect(Object.keys((await client.next()).data)).toEqual(["traits"]);
    await capture(emulator, track("inference_tokens", { id: "acme" }, { quantity: 5 }));
    const spent = await client.next();
    expect(spent.data.credit_balances).toEqual({ bilcr_tokens: 90 });
    expect(spent.data.entitlements.find((each: { credit_id?: string }) => each.credit_id)).toMatchObject({
      credit_used: 10,
      credit_remaining: 90,
    });
    await call(emulator, "PUT /company-plans/comp_acme", { body: { base_plan_id: "plan_free", add_on_ids: [] } });
    const changed = await client.next();
    expect(changed).toMatchObject({
      message_type: "partial",
      data: { base_plan_id: "plan_free", plan_ids: ["plan_free"], entitlements: [] },
    });
  });

  it("sends a company whole when a key is gone, as a partial cannot say so", async () => {
    const emulator = await start();
    const client = await openStream(emulator);
    client.ask(company);
    await client.next();
    await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, remove_keys: ["slug"] } });
    expect(await client.next()).toMatchObject({ message_type: "full", data: { keys: { id: "acme" } } });
  });

  it("tells of a deleted company and flag with the whole last object", async () => {
    const emulator = await start();
    const client = await openStream(emulator);
    client.ask(flags);
    client.ask(company);
    await client.next();
    const { data: known } = await client.next();
    await call(emulator, "DELETE /companies/comp_acme");
    expect(await client.next()).toMatchObject({ message_type: "delete", entity_id: "comp_acme", data: known });
    await call(emulator, "DELETE /flags/flag_beta");
    const gone = await client.next();
    expect(gone).toMatchObject({
      entity_type: "rulesengine.Flag",
      message_type: "delete",
      data: { id: "flag_beta", key: "beta" },
    });
    expect(gone.data.rules).toHaveLength(1);
  });

  it("sends one flag whole when its rules or entitlements change, and only that", async () => {
    const emulator = await start();
    const client = await openStream(emulator);
    client.ask(flags);
    await client.next();
    const body = { key: "beta", name: "Beta", description: "", flag_type: "boolean", default_value: true };
    await call(emulator, "PUT /flags/flag_beta", { body });
    expect(await client.settled()).toMatchObject([
      { entity_type: "rulesengine.Flag", message_type: "full", data: { key: "beta", default_value: true } },
    ]);
  });

  it("confirms a subscription to all companies, pushes every change, and replays what was missed", async () => {
    const emulator = await start();
    const client = await openStream(emulator, { "X-Schematic-Datastream-Mode": "replicator" });
    client.ask({ action: "start", entity_type: "rulesengine.Companies" });
    expect(await client.next()).toEqual({
      data: { status: "subscribed" },
      entity_type: "rulesengine.Companies",
      message_type: "full",
    });
    await call(emulator, "POST /companies", { body: { keys: { id: "fresh" }, name: "Fresh" } });
    const first = await client.next();
    expect(first).toMatchObject({
      entity_type: "rulesengine.Company",
      message_type: "full",
      data: { keys: { id: "fresh" } },
    });
    await capture(emulator, track("export", { id: "fresh" }));
    const second = await client.next();
    const again = await openStream(emulator);
    again.ask({ action: "start", entity_type: "rulesengine.Companies", replay_from: first.stream_id });
    await again.next();
    expect(await again.next()).toEqual(second);
    again.ask({ action: "start", entity_type: "rulesengine.Companies", replay_from: "1-1" });
    await again.next();
    expect(await again.next()).toMatchObject({ message_type: "reload", data: null });
  });

  it("pages the flags only for a client that asks for pages", async () => {
    const emulator = await start();
    const client = await openStream(emulator);
    client.ask({ ...flags, page_size: 4 });
    expect(await client.next()).toMatchObject({ pagination: { has_more: true, page: 1, total: 6 } });
    const last = await client.next();
    expect(last).toMatchObject({ pagination: { has_more: false, page: 2 } });
    expect(last.data).toHaveLength(2);
  });

  it("refuses an unknown key and a publishable one before the upgrade", async () => {
    const emulator = await start();
    await expect(openStream(emulator, { "X-Schematic-Api-Key": "sch_dev_wrong" })).rejects.toThrow("status 401");
    await expect(openStream(emulator, { "X-Schematic-Api-Key": emulator.publishableKey })).rejects.toThrow(
      "status 403",
    );
  });

  it("shows connected clients with what they follow, and ends them with 1012 when it stops", async () => {
    const emulator = await start();
    const client = await openStream(emulator, { "X-Schematic-Client-Version": "9" });
    client.ask(company);
    await client.next();
    expect(emulator.clients()).toMatchObject([
      { client: "test", client_version: "9", subscriptions: { companies: ["comp_acme"] } },
    ]);
    await emulator.close();
    expect(await client.closed).toBe(1012);
  });

  it("agrees with the REST API: both tell the same entitlements", async () => {
    const emulator = await start();
    await capture(emulator, track("export", { id: "acme" }));
    const client = await openStream(emulator);
    client.ask(company);
    const streamed = (await client.next()).data.entitlements;
    const { body } = await call(emulator, "GET /companies/comp_acme");
    expect(body.data.entitlements).toEqual(streamed);
    const checks = (await call(emulator, "POST /flags/check", { body: { company: { id: "acme" } } })).body.data.flags;
    for (const entitlement of streamed)
      expect(checks.find((check: { flag: string }) => check.flag === entitlement.feature_key)?.entitlement).toEqual(
        entitlement,
      );
  });
});
