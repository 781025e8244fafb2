import { afterEach, describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { verifyWebhook } from "@schematic/webhooks";
import { receiver } from "../support/receiver.ts";
import { call, capture, start, track } from "../support/start.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const retries = { webhookRetryDelaysMs: [1, 1, 1, 1, 1] };

async function withHook(statuses: number[] = [], types?: string[]) {
  const hook = await receiver(...statuses);
  closers.push(hook.close);
  const emulator = await start(retries);
  const body = {
    name: "Mine",
    url: hook.url,
    request_types: types ?? ["company.created", "company.updated", "company.plan_changed"],
  };
  const { body: created } = await call(emulator, "POST /webhooks", { body });
  return { emulator, hook, secret: created.data.secret as string, webhookId: created.data.id as string };
}

async function log(
  emulator: Emulator,
  done: number,
): Promise<{ id: string; status: string; attempt_count: number; request_type: string }[]> {
  for (;;) {
    const { data } = (await call(emulator, "GET /webhook-events")).body;
    if (data.filter((row: { status: string }) => row.status !== "pending").length >= done) return data;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe("webhooks", () => {
  it("are signed so that the webhooks package accepts them", async () => {
    const { emulator, hook, secret } = await withHook();
    await call(emulator, "POST /companies", { body: { keys: { id: "new" }, name: "New" } });
    await hook.received(1);
    const [delivery] = hook.deliveries;
    const received = { body: delivery?.text ?? "", headers: delivery?.headers ?? {} };
    const event = await verifyWebhook(received, { secret });
    expect(event).toMatchObject({ action: "company.created" });
    expect(delivery?.body).toMatchObject({
      object_type: "company",
      account_id: "acct_emulator",
      environment_id: "env_emulator",
      body: { name: "New" },
    });
    await expect(verifyWebhook(received, { secret: "whsec_other" })).rejects.toThrow();
  });

  it("go only to endpoints that want the type", async () => {
    const { emulator, hook } = await withHook([], ["company.plan_changed"]);
    await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, traits: { a: 1 } } });
    await call(emulator, "PUT /company-plans/comp_acme", { body: { base_plan_id: "plan_free", add_on_ids: [] } });
    await hook.received(1);
    expect(hook.deliveries.map((delivery) => delivery.body.action)).toEqual(["company.plan_changed"]);
    expect(hook.deliveries[0]?.body).toMatchObject({
      company_id: "comp_acme",
      body: { base_plan: { id: "plan_free" }, previous_base_plan: { id: "plan_pro" } },
    });
  });

  it("are repeated until they are taken, and the log counts the attempts", async () => {
    const { emulator, hook } = await withHook([500, 429]);
    await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, name: "Other" } });
    await hook.received(3);
    expect(await log(emulator, 1)).toMatchObject([{ status: "success", attempt_count: 3, response_code: 200 }]);
    expect(new Set(hook.deliveries.map((delivery) => delivery.text)).size).toBe(1);
  });

  it("are given up after five retries, and can be replayed", async () => {
    const { emulator, hook } = await withHook([500, 500, 500, 500, 500, 500]);
    await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, name: "Other" } });
    const [failed] = await log(emulator, 1);
    expect(failed).toMatchObject({ status: "failure", attempt_count: 6 });
    const { body } = await call(emulator, `POST /_emulator/webhook-events/${failed?.id}/replay`, { body: {} });
    expect(body).toMatchObject({ status: "success", response_code: 200 });
    expect(hook.deliveries).toHaveLength(7);
    expect(await log(emulator, 1)).toMatchObject([{ status: "success", attempt_count: 7 }]);
  });

  it("that a replay delivered are not retried any more", async () => {
    const hook = await receiver(500);
    closers.push(hook.close);
    const emulator = await start({ webhookRetryDelaysMs: [1_500, 1], webhookUrl: hook.url });
    await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, name: "Other" } });
    await hook.received(1);
    const [pending] = (await call(emulator, "GET /webhook-events")).body.data;
    const { body } = await call(emulator, `POST /_emulator/webhook-events/${pending.id}/replay`, { body: {} });
    expect(body).toMatchObject({ status: "success" });
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(hook.deliveries).toHaveLength(2);
    expect(await log(emulator, 1)).toMatchObject([{ status: "success", attempt_count: 2 }]);
  });

  it("go on by themselves after a replay that failed", async () => {
    const hook = await receiver(500, 500);
    closers.push(hook.close);
    const emulator = await start({ webhookRetryDelaysMs: [100, 1], webhookUrl: hook.url });
    await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, name: "Other" } });
    await hook.received(1);
    const [pending] = (await call(emulator, "GET /webhook-events")).body.data;
    await call(emulator, `POST /_emulator/webhook-events/${pending.id}/replay`, { body: {} });
    expect(await log(emulator, 1)).toMatchObject([{ status: "success" }]);
  });

  it("to an endpoint that is deleted end as failed", async () => {
    const { emulator, hook, webhookId } = await withHook(Array.from({ length: 20 }, () => 500));
    await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, name: "Other" } });
    await hook.received(1);
    await call(emulator, `DELETE /webhooks/${webhookId}`);
    expect(await log(emulator, 1)).toMatchObject([{ status: "failure" }]);
  });

  it("switch an endpoint off that fails 9 of 10 deliveries, of 25 or more", async () => {
    const { emulator, webhookId } = await withHook(Array.from({ length: 200 }, () => 500));
    for (let index = 0; index < 25; index += 1)
      await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, traits: { index } } });
    await log(emulator, 25);
    expect((await call(emulator, `GET /webhooks/${webhookId}`)).body.data.status).toBe("inactive");
  });

  it("tell of limits that usage comes near, reaches or passes, and of credits", async () => {
    const types = [
      "entitlement.limit.warning",
      "entitlement.limit.reached",
      "credit.limit.warning",
      "credit.limit.reached",
    ];
    const { emulator, hook } = await withHook([], types);
    await capture(emulator, track("export", { id: "acme" }, { quantity: 3 }));
    await capture(emulator, track("inference_tokens", { id: "acme" }, { quantity: 45 }));
    await capture(emulator, track("inference_tokens", { id: "acme" }, { quantity: 5 }));
    await hook.received(3);
    expect(hook.deliveries.map((delivery) => delivery.body.action).sort()).toEqual([
      "credit.limit.reached",
      "credit.limit.warning",
      "entitlement.limit.reached",
    ]);
    const limit = hook.deliveries.find((delivery) => delivery.body.action === "entitlement.limit.reached");
    expect(limit?.body).toMatchObject({
      company_id: "comp_acme",
      feature_id: "feat_export",
      body: { Allocation: 3, Usage: 3, company: { id: "comp_acme" } },
    });
  });

  it("say nothing of a backfill, nor of a mere sign of life", async () => {
    const { emulator, hook } = await withHook([], ["company.updated", "entitlement.limit.reached"]);
    const sent_at = new Date(emulator.clock.now() - 1000).toISOString();
    await capture(emulator, { ...track("export", { id: "acme" }, { quantity: 3 }), backfill: true, sent_at });
    await capture(emulator, track("search", { id: "acme" }));
    await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, name: "Last" } });
    await hook.received(1);
    expect(hook.deliveries.map((delivery) => [delivery.body.action, delivery.body.body.name])).toEqual([
      ["company.updated", "Last"],
    ]);
  });

  it("can be tested, and report what the endpoint answered", async () => {
    const { emulator, webhookId } = await withHook([503]);
    const test = () => call(emulator, `POST /webhooks/${webhookId}/test`, { body: { request_type: "test.send" } });
    expect((await test()).body.data).toMatchObject({ success: false, response_code: 503 });
    expect((await test()).body.data).toMatchObject({ success: true, response_code: 200 });
  });

  it("of a flag's rules name the rules that went", async () => {
    const { emulator, hook } = await withHook([], ["flag.updated", "flag_rules.updated", "rule.deleted"]);
    await call(emulator, "PUT /flags/flag_beta/rules", { body: { rules: [] } });
    await hook.received(2);
    expect(hook.deliveries.map((delivery) => delivery.body.action).sort()).toEqual([
      "flag_rules.updated",
      "rule.deleted",
    ]);
  });
});
