import { getEventListeners } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { sleep, unref } from "../../src/core/index.ts";
import { rejection } from "./service.ts";

describe("sleep", () => {
  it("ends by itself, and keeps no listener", async () => {
    const { signal } = new AbortController();
    await sleep(1, { signal });
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  it("rejects as soon as the signal fires, or has fired", async () => {
    const abort = new AbortController();
    const pending = rejection(sleep(60_000, { signal: abort.signal }));
    abort.abort("enough");
    expect(await pending).toMatchObject({ name: "AbortError", cause: "enough" });
    expect(await rejection(sleep(60_000, { signal: abort.signal }))).toMatchObject({ name: "AbortError" });
    expect(getEventListeners(abort.signal, "abort")).toHaveLength(0);
  });
});

describe("unref", () => {
  it("lets go of a timer, and takes platforms where timers are numbers", () => {
    const timer = setTimeout(() => undefined, 60_000);
    unref(timer);
    expect(timer.hasRef()).toBe(false);
    clearTimeout(timer);
    for (const other of [1, undefined, null, {}, { unref: 1 }]) unref(other);
  });
});
