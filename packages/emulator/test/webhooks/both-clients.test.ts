import { afterEach, describe, expect, it } from "@jest/globals";
import { createApi } from "@schematic/api";
import type { Emulator } from "@schematic/emulator";
import { verifyWebhook } from "@schematic/webhooks";
import { SchematicClient, verifyWebhookSignature } from "@schematichq/schematic-typescript-node";
import { type Delivery, receiver } from "../support/receiver.ts";
import { start } from "../support/start.ts";
import { until } from "../support/until.ts";

const types = ["company.created", "company.plan_changed", "rule.deleted"] as const;
const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Webhook {
  readonly id: string;
  readonly secret: string;
}
interface Answer<T> {
  readonly data: T;
}

/** What both clients can do with webhooks, under one name each. */
interface Driver {
  create(url: string): PromiseLike<Answer<Webhook>>;
  list(): PromiseLike<Answer<unknown[]>>;
  switchOff(id: string): PromiseLike<Answer<unknown>>;
  test(id: string): PromiseLike<Answer<unknown>>;
  events(id: string): PromiseLike<Answer<unknown[]>>;
  remove(id: string): PromiseLike<Answer<unknown>>;
  get(id: string): PromiseLike<Answer<unknown>>;
  upsertCompany(id: string): PromiseLike<unknown>;
  setPlan(): PromiseLike<unknown>;
  removeRules(): PromiseLike<unknown>;
  /** True when the delivery is what an endpoint with the secret was sent. */
  verifies(delivery: Delivery, secret: string): Promise<boolean>;
}

const holds = (work: () => unknown): Promise<boolean> =>
  Promise.resolve()
    .then(work)
    .then(
      () => true,
      () => false,
    );

function official(emulator: Emulator): Driver {
  const client = new SchematicClient({ apiKey: emulator.apiKey, basePath: emulator.url, logger: quiet });
  closers.push(() => client.close());
  const { webhooks, companies, plans, features } = client;
  return {
    create: (url) => webhooks.createWebhook({ name: "Mine", url, requestTypes: [...types] }),
    list: () => webhooks.listWebhooks({}),
    switchOff: (id) => webhooks.updateWebhook(id, { status: "inactive" }),
    test: (id) => webhooks.sendTestWebhookAction(id, { requestType: "test.send" as never }),
    events: (webhookId) => webhooks.listWebhookEvents({ webhookId }),
    remove: (id) => webhooks.deleteWebhook(id),
    get: (id) => webhooks.getWebhook(id),
    upsertCompany: (id) => companies.upsertCompany({ keys: { id }, name: "New" }),
    setPlan: () => plans.updateCompanyPlans("comp_acme", { basePlanId: "plan_free", addOnIds: [] }),
    removeRules: () => features.updateFlagRules("flag_beta", { rules: [] }),
    verifies: ({ headers, text }, secret) => holds(() => verifyWebhookSignature({ headers } as never, secret, text)),
  };
}

function ours(emulator: Emulator): Driver {
  const { webhooks, companies, plans, features } = createApi({ apiKey: emulator.apiKey, baseUrl: emulator.url });
  return {
    create: (url) => webhooks.createWebhook({ name: "Mine", url, requestTypes: [...types] }),
    list: () => webhooks.listWebhooks({}),
    switchOff: (id) => webhooks.updateWebhook(id, { status: "inactive" }),
    test: (id) => webhooks.sendTestWebhookAction(id, { requestType: "test.send" as never }),
    events: (webhookId) => webhooks.listWebhookEvents({ webhookId }),
    remove: (id) => webhooks.deleteWebhook(id),
    get: (id) => webhooks.getWebhook(id),
    upsertCompany: (id) => companies.upsertCompany({ keys: { id }, name: "New" }),
    setPlan: () => plans.updateCompanyPlans("comp_acme", { basePlanId: "plan_free", addOnIds: [] }),
    removeRules: () => features.updateFlagRules("flag_beta", { rules: [] }),
    verifies: ({ headers, text }, secret) => holds(() => verifyWebhook({ body: text, headers }, { secret })),
  };
}

/** Without what differs from run to run, and what is absent or null. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([name, each]) => each !== null && each !== undefined && !["secret", "url"].includes(name),
  );
  return Object.fromEntries(
    kept.map(([name, each]): [string, unknown] => [name, normal(each)]).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

async function story(make: typeof official): Promise<unknown[]> {
  const hook = await receiver();
  closers.push(hook.close);
  const emulator = await start();
  const driver = make(emulator);
  const lines: unknown[] = [];
  const note = (answer: unknown): void => void lines.push(normal(answer));
  const { data: webhook } = await driver.create(hook.url);
  note(webhook);
  note((await driver.list()).data);
  await driver.upsertCompany("new");
  await driver.setPlan();
  await driver.removeRules();
  await hook.received(4);
  for (const delivery of [...hook.deliveries].sort((a, b) => (a.text < b.text ? -1 : 1))) {
    note(delivery.body);
    note([await driver.verifies(delivery, webhook.secret), await driver.verifies(delivery, "another")]);
    note(await driver.verifies({ ...delivery, text: `${delivery.text} ` }, webhook.secret));
  }
  note((await driver.test(webhook.id)).data);
  await until(
    () => emulator.state.rows("webhook_events"),
    (rows) => rows.every((row) => row.status === "success"),
  );
  note((await driver.events(webhook.id)).data);
  note((await driver.switchOff(webhook.id)).data);
  await driver.upsertCompany("unheard");
  note(hook.deliveries.length);
  note((await driver.remove(webhook.id)).data);
  note(await Promise.resolve(driver.get(webhook.id)).catch(({ statusCode, body }) => ({ statusCode, body })));
  return lines;
}

describe("webhooks by the official Node SDK and by ours", () => {
  it("are made, received, verified, tested, logged, switched off and deleted alike", async () => {
    const [theirs, mine] = [await story(official), await story(ours)];
    expect(mine).toEqual(theirs);
    const verified = mine.filter((line) => Array.isArray(line) && line.length === 2);
    expect(verified).toEqual([
      [true, false],
      [true, false],
      [true, false],
      [true, false],
    ]);
    expect(mine.at(-1)).toEqual({ body: { error: "webhook not found" }, statusCode: 404 });
  });
});
