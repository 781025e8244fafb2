import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { ingest } from "../../src/capture/ingest.ts";
import { createClock } from "../../src/clock.ts";
import { addGrant, enter } from "../../src/credits/ledger.ts";
import { createFeed } from "../../src/feed.ts";
import { upsertEntity } from "../../src/operations/entities.ts";
import { putWebhook } from "../../src/operations/webhooks.ts";
import { putApiKey } from "../../src/state/api-keys.ts";
import { createState } from "../../src/state/state.ts";
import { WebhookSender } from "../../src/webhooks/sender.ts";
import { call, capture, start, track } from "../support/start.ts";

const acme = { id: "acme" };
const day = 86_400_000;
const fresh = () => createState({ clock: createClock(), deterministic: true });

describe("an emulator that runs for days", () => {
  it("keeps the latest 10,000 events and what all of them counted", () => {
    const state = fresh();
    const event = {
      ...({ type: "track", body: { event: "export", company: acme }, idempotencyKey: null, sentAt: null } as const),
      ...{ trustedClientClock: false, backfill: false },
    };
    state.store.transaction(() => {
      upsertEntity(state, "company", { keys: acme });
      const key = putApiKey(state, { name: "", secret: "s", kind: "secret" });
      for (let index = 0; index < 10_100; index += 1) ingest(state, event, { key, source: "capture" });
    });
    const { size } = state.store.table("events");
    expect(size).toBe(10_000);
    const counters = [...state.store.table("usage").values()];
    expect(counters.find((row) => row.period === "all_time")?.value).toBe(10_100);
  });

  it("keeps the latest 20,000 lines of the ledger", () => {
    const state = fresh();
    state.store.transaction(() => {
      const input = { company_id: "comp_1", credit_id: "bilcr_1", quantity: 9, grant_reason: "free" };
      const grant = addGrant(state, input);
      for (let index = 1; index <= 20_100; index += 1) enter(state, grant, { event_type: "usage", amount: -index });
    });
    const lines = [...state.store.table("ledger").values()];
    expect(lines).toHaveLength(20_000);
    expect(lines.at(-1)?.amount).toBe(-20_100);
    expect(state.store.table("grants").size).toBe(1);
  });

  it("forgets idempotency keys and tokens when their time is over", async () => {
    const emulator = await start();
    await capture(emulator, { ...track("export", acme), idempotency_key: "k" });
    await call(emulator, "POST /temporary-access-tokens", { body: { resource_type: "company", lookup: acme } });
    emulator.clock.advance(2 * day);
    expect(emulator.state.rows("idempotency")).toEqual([]);
    expect(emulator.state.rows("api_keys").map((row) => row.kind)).toEqual(["secret", "publishable"]);
  });

  it("keeps the latest entries of the feed", () => {
    const feed = createFeed(() => "2026-01-01T00:00:00Z");
    for (let index = 0; index < 5_000; index += 1) feed.publish("change", { index });
    const kept = feed.since(0);
    expect(kept).toHaveLength(500);
    expect(kept.at(-1)?.seq).toBe(5_000);
  });

  it("keeps the latest 5,000 deliveries, also when the endpoint never answers", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const state = fresh();
    const sender = new WebhookSender(state, { feed: createFeed(() => state.clock.iso()) });
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    state.store.transaction(() => putWebhook(state, { url, request_types: ["user.created"] }));
    state.store.transaction(() => {
      for (let index = 0; index < 5_100; index += 1) upsertEntity(state, "user", { keys: { user_id: `u${index}` } });
    });
    const log = [...state.store.table("webhook_events").values()];
    expect(log).toHaveLength(5_000);
    expect(log.at(-1)?.payload).toContain('"u5099"');
    sender.close();
    silent.closeAllConnections();
    silent.close();
  });
});
