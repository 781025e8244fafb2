import { describe, expect, it, jest } from "@jest/globals";
import { createWebhookHandler, type WebhookEvent, WebhookSignatureError } from "@schematic/webhooks";
import { companyUpdated, secret, signedRequest, turns } from "./signed.ts";

describe("createWebhookHandler", () => {
  it("gives the event to the listener for its type, and answers 204 when that is done", async () => {
    const order: string[] = [];
    const handler = createWebhookHandler({
      secret,
      on: {
        "company.updated": async (event) => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          order.push(event.type);
        },
        "company.created": () => order.push("wrong"),
      },
    });
    const response = await handler(await signedRequest());
    order.push("answered");
    expect(response.status).toBe(204);
    expect(order).toEqual(["company.updated", "answered"]);
  });

  it("acknowledges what nobody listens for, so that the service does not repeat it or switch the endpoint off", async () => {
    const handler = createWebhookHandler({ secret, on: {} });
    expect((await handler(await signedRequest())).status).toBe(204);
  });

  it('gives "*" what has no listener of its own, and unknown types too', async () => {
    const all = jest.fn<(event: WebhookEvent) => void>();
    const own = jest.fn();
    const handler = createWebhookHandler({ secret, on: { "*": all, "company.updated": own } });
    await handler(await signedRequest());
    await handler(await signedRequest({ action: "company.deleted" }));
    await handler(await signedRequest({ action: "company.renamed" }));
    expect(own).toHaveBeenCalledTimes(1);
    expect(all.mock.calls.map(([event]) => [event.type, event.action])).toEqual([
      ["company.deleted", "company.deleted"],
      ["unknown", "company.renamed"],
    ]);
  });

  it.each(["constructor", "__proto__", "toString", "*", ""])(
    "takes the type %j for unknown, never for a member",
    async (action) => {
      const unknown = jest.fn();
      const handler = createWebhookHandler({ secret, on: { unknown } });
      expect((await handler(await signedRequest({ action }))).status).toBe(204);
      expect(unknown).toHaveBeenCalledWith(expect.objectContaining({ type: "unknown", action }));
    },
  );

  it("answers 500 when the listener throws, says no more to the caller, and tells onError with the event", async () => {
    const failure = new Error("private: database password");
    const onError = jest.fn();
    const listeners = [
      () => Promise.reject(failure),
      () => {
        throw failure;
      },
    ];
    for (const listener of listeners) {
      const handler = createWebhookHandler({ secret, on: { "company.updated": listener }, onError });
      const response = await handler(await signedRequest());
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain("private");
      expect(onError).toHaveBeenLastCalledWith(failure, expect.objectContaining({ type: "company.updated" }));
    }
  });

  it("answers a refusal with its status and code, and tells onError", async () => {
    const onError = jest.fn();
    const listener = jest.fn();
    const handler = createWebhookHandler({ secret, on: { "*": listener }, onError });
    const forged = await signedRequest();
    forged.headers.set("x-schematic-webhook-signature", "0".repeat(64));
    const cases: [Request, number, string][] = [
      [forged, 401, "bad-signature"],
      [await signedRequest(companyUpdated, 301_000), 401, "expired"],
      [await signedRequest(companyUpdated, -360_000), 401, "expired"],
      [new Request("http://localhost/", { method: "POST", body: "{}" }), 400, "missing-header"],
      [await signedRequest("no json"), 400, "malformed"],
    ];
    for (const [request, status, code] of cases) {
      const response = await handler(request);
      expect([response.status, await response.json()]).toEqual([status, { code, error: expect.any(String) }]);
      expect(onError).toHaveBeenLastCalledWith(expect.any(WebhookSignatureError), undefined);
    }
    expect(listener).not.toHaveBeenCalled();
  });

  it("answers anything but POST with 405", async () => {
    const handler = createWebhookHandler({ secret, on: {} });
    for (const method of ["GET", "HEAD", "PUT", "OPTIONS"]) {
      const response = await handler(new Request("http://localhost/", { method }));
      expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
    }
  });

  it("lets no observer change the answer", async () => {
    const boom = () => {
      throw new Error("observer");
    };
    for (const onError of [boom, async () => boom()]) {
      const handler = createWebhookHandler({ secret, on: { "*": boom }, onError });
      expect((await handler(await signedRequest())).status).toBe(500);
      expect((await handler(new Request("http://localhost/", { method: "POST" }))).status).toBe(400);
    }
  });

  it("does not wait for an observer that hangs", async () => {
    const handler = createWebhookHandler({ secret, on: {}, onError: () => new Promise(() => {}) });
    jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
    try {
      const answer = handler(new Request("http://localhost/", { method: "POST" }));
      await turns();
      await jest.advanceTimersByTimeAsync(2_000);
      expect((await answer).status).toBe(400);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it("logs what answers 500 when there is no onError, and stays silent about refusals", async () => {
    const log = jest.spyOn(console, "error").mockReturnValue();
    try {
      const failure = new Error("listener");
      const handler = createWebhookHandler({ secret, on: { "*": () => Promise.reject(failure) } });
      await handler(new Request("http://localhost/", { method: "POST" }));
      expect(log).not.toHaveBeenCalled();
      await handler(await signedRequest());
      expect(log).toHaveBeenCalledWith(expect.any(String), failure);
      const parsed = await signedRequest();
      await parsed.json();
      await handler(parsed);
      const unavailable = expect.objectContaining({ code: "body-unavailable" });
      expect(log).toHaveBeenLastCalledWith(expect.any(String), unavailable);
    } finally {
      log.mockRestore();
    }
  });

  it("asks for the secret at each request when it is given a function", async () => {
    const current: (string | undefined)[] = [undefined, "another", secret];
    const onError = jest.fn();
    const handler = createWebhookHandler({ secret: async () => current.shift(), on: {}, onError });
    const statuses = [];
    while (current.length > 0) statuses.push((await handler(await signedRequest())).status);
    expect(statuses).toEqual([500, 401, 204]);
    expect(onError).toHaveBeenNthCalledWith(1, expect.any(TypeError), undefined);
  });

  it("throws at construction for what could never work", () => {
    for (const blank of ["", " ", undefined, [], ["a", ""]]) {
      expect(() => createWebhookHandler({ secret: blank, on: {} })).toThrow(TypeError);
    }
    expect(() => createWebhookHandler({ secret, on: {}, toleranceMs: Number.NaN })).toThrow(RangeError);
    expect(() => createWebhookHandler({ secret, on: {}, maxBodyBytes: 0 })).toThrow(RangeError);
    // @ts-expect-error: there is no such type
    expect(() => createWebhookHandler({ secret, on: { "company.update": () => {} } })).toThrow(/company\.update/);
    // @ts-expect-error: a listener is a function
    expect(() => createWebhookHandler({ secret, on: { "company.updated": "yes" } })).toThrow(TypeError);
    expect(() => createWebhookHandler({ secret, on: { "company.updated": undefined } })).not.toThrow();
    // @ts-expect-error: a moment is not a clock
    expect(() => createWebhookHandler({ secret, on: {}, now: Date.now() })).toThrow(/now is no function/);
    // @ts-expect-error: an observer is a function
    expect(() => createWebhookHandler({ secret, on: {}, onError: "log" })).toThrow(/onError is no function/);
    // @ts-expect-error: a store with other methods
    expect(() => createWebhookHandler({ secret, on: {}, dedupe: new Set() })).toThrow(/dedupe\.get is no function/);
  });
});
