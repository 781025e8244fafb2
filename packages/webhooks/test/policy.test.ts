import { describe, expect, it } from "@jest/globals";
import { signWebhook, verifyWebhook } from "@schematic/webhooks";
import { companyUpdated, refusalOf, secret } from "./signed.ts";

describe("the tolerance", () => {
  const now = () => 1_700_000_000_000;
  const at = async (seconds: number) => signWebhook(companyUpdated, { secret, now: () => now() + seconds * 1000 });

  it.each([-300, -299, 0, 300])("lets a signature of %d s pass by default", async (seconds) => {
    await expect(verifyWebhook(await at(seconds), { secret, now })).resolves.toBeDefined();
  });

  it.each([-301, 301, -86_400, 86_400])("refuses a signature of %d s as expired by default", async (seconds) => {
    expect(await refusalOf(await at(seconds), { now })).toMatchObject({ code: "expired", status: 401 });
  });

  it("can be narrowed, widened, and switched off", async () => {
    expect(await refusalOf(await at(-31), { now, toleranceMs: 30_000 })).toMatchObject({ code: "expired" });
    await expect(verifyWebhook(await at(-3600), { secret, now, toleranceMs: 3_600_000 })).resolves.toBeDefined();
    await expect(verifyWebhook(await at(-1e9), { secret, now, toleranceMs: null })).resolves.toBeDefined();
  });

  it("calls a forgery a forgery, however old", async () => {
    const { body, headers } = await at(-86_400);
    expect(await refusalOf({ body: `${body} `, headers }, { now })).toMatchObject({ code: "bad-signature" });
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])("refuses %d, which is no duration", async (toleranceMs) => {
    expect(await refusalOf(await at(0), { now, toleranceMs })).toBeInstanceOf(RangeError);
    expect(await refusalOf({ headers: {}, body: "forged" }, { now, toleranceMs })).toBeInstanceOf(RangeError);
  });

  it("does not let everything pass when the clock is broken", async () => {
    expect(await refusalOf(await at(0), { now: () => Number.NaN })).toMatchObject({ code: "expired" });
  });
});
