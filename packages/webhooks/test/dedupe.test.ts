import { createHash } from "node:crypto";
import { describe, expect, it, jest } from "@jest/globals";
import { localCache } from "@schematic/cache";
import { createWebhookHandler, signWebhook, type WebhookDedupe } from "@schematic/webhooks";
import { companyUpdated, secret, signedRequest, turns } from "./signed.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const bodyHash = createHash("sha256").update(JSON.stringify(companyUpdated)).digest("hex");

function setUp(dedupe: WebhookDedupe, listener: () => unknown = () => {}) {
  const handle = jest.fn(listener);
  const onError = jest.fn<(error: unknown) => void>();
  const handler = createWebhookHandler({ secret, on: { "*": handle }, onError, dedupe });
  const send = async (ageMs = 0, event: unknown = companyUpdated) =>
    (await handler(await signedRequest(event, ageMs))).status;
  return { handle, onError, send };
}

describe("dedupe", () => {
  it("handles a delivery once, though it is signed anew", async () => {
    const { handle, send } = setUp(new Map());
    expect([await send(60_000), await send(0)]).toEqual([204, 204]);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it("handles different bodies each", async () => {
    const { handle, send } = setUp(new Map());
    await send();
    await send(0, { ...companyUpdated, company_id: "comp_2" });
    expect(handle).toHaveBeenCalledTimes(2);
  });

  it("records the SHA-256 of the raw body for a day, only after the handler succeeded", async () => {
    const order: string[] = [];
    const set = jest.fn<WebhookDedupe["set"]>(() => order.push("set"));
    const { send } = setUp({ get: () => undefined, set }, () => {
      order.push("handled");
    });
    await send();
    expect(order).toEqual(["handled", "set"]);
    expect(set).toHaveBeenCalledWith(bodyHash, "1", { ttlMs: DAY_MS });
  });

  it("works with a cache of @schematic/cache", async () => {
    const { handle, send } = setUp(localCache<string>());
    await send();
    await send();
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it("handles a delivery again after the handler failed", async () => {
    const store = new Map();
    let failures = 1;
    const { handle, send } = setUp(store, () => {
      if (failures-- > 0) throw new Error("once");
    });
    expect([await send(), store.size]).toEqual([500, 0]);
    expect([await send(), store.size]).toEqual([204, 1]);
    expect(handle).toHaveBeenCalledTimes(2);
  });

  it.each([
    ["success", 204, async () => {}],
    ["failure", 500, () => Promise.reject(new Error("listener"))],
  ])("lets concurrent duplicates share one run and its %s", async (_, status, outcome) => {
    let finish = () => {};
    const started = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { handle, onError, send } = setUp(new Map(), () => started.then(outcome));
    const answers = [send(), send(1000), send(2000)];
    await turns();
    finish();
    expect(await Promise.all(answers)).toEqual([status, status, status]);
    expect(handle).toHaveBeenCalledTimes(1);
    expect(onError).toHaveBeenCalledTimes(status === 500 ? 1 : 0);
  });

  it("does not let a run that never ends swallow every repeat", async () => {
    let nowMs = 1_700_000_000_000;
    let runs = 0;
    let endFirst: () => void = () => {};
    const first = new Promise<void>((resolve) => (endFirst = resolve));
    const handler = createWebhookHandler({
      secret,
      on: { "*": () => (++runs === 1 ? first : undefined) },
      dedupe: new Map(),
      now: () => nowMs,
    });
    const send = async () => {
      const signed = await signWebhook(companyUpdated, { secret, now: () => nowMs });
      return handler(new Request("http://localhost/", { method: "POST", ...signed }));
    };
    const early = [send()];
    await turns();
    nowMs += 299_000;
    early.push(send());
    await turns();
    expect(runs).toBe(1);
    nowMs += 1_000;
    expect([(await send()).status, runs]).toEqual([204, 2]);
    // What the second run did is remembered, though the first one is not over.
    expect([(await send()).status, runs]).toEqual([204, 2]);
    endFirst();
    expect((await Promise.all(early)).map(({ status }) => status)).toEqual([204, 204]);
  });

  it("shares a run before a slow store has answered", async () => {
    let answer: (value: null) => void = () => {};
    const get = () => new Promise<null>((resolve) => (answer = resolve));
    const { handle, send } = setUp({ get, set: () => {} });
    const answers = [send(), send()];
    await turns();
    answer(null);
    await Promise.all(answers);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it("does not let a forged duplicate learn or share anything", async () => {
    const store = { get: jest.fn(() => "1"), set: jest.fn() };
    const { send, handle } = setUp(store);
    expect(await send(301_000)).toBe(401);
    expect(store.get).not.toHaveBeenCalled();
    expect(handle).not.toHaveBeenCalled();
  });

  it("handles the event, and reports, when the store fails", async () => {
    const boom = () => {
      throw new Error("store");
    };
    for (const store of [
      { get: boom, set: boom },
      { get: async () => boom(), set: async () => boom() },
    ]) {
      const { handle, onError, send } = setUp(store);
      expect(await send()).toBe(204);
      expect(handle).toHaveBeenCalledTimes(1);
      expect(onError.mock.calls.map(([error]) => String(error))).toEqual(["Error: store", "Error: store"]);
    }
  });

  it("does not wait for a store that hangs", async () => {
    const { handle, onError, send } = setUp({ get: () => new Promise(() => {}), set: () => {} });
    const request = send();
    jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
    try {
      await turns();
      await jest.advanceTimersByTimeAsync(2_000);
    } finally {
      jest.useRealTimers();
    }
    expect(await request).toBe(204);
    expect(handle).toHaveBeenCalledTimes(1);
    expect(onError).toHaveBeenCalledTimes(1);
  });
});
