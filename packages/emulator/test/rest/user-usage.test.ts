import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { call, capture, start, track } from "../support/start.ts";

const acme = { id: "acme" };
const by = (user_id: string, quantity: number): object => ({ user: { user_id }, quantity });
const history = (sent_at: string): object => ({ sent_at, trusted_client_clock: true, backfill: true });

let emulator: Emulator;
beforeEach(async () => {
  emulator = await start();
  await call(emulator, "POST /users", { body: { keys: { user_id: "u2" }, name: "Ada", company: acme } });
  await capture(
    emulator,
    track("export", acme, by("u1", 3)),
    track("export", acme, by("u2", 1)),
    track("inference_tokens", acme, by("u1", 10)),
    track("inference_tokens", acme, { quantity: 30 }),
    track("export", { id: "small" }, by("u1", 50)),
    track("nothing-of-a-feature", acme, by("u1", 70)),
    { ...track("export", acme, by("u1", 4)), ...history("2026-01-14T07:00:00Z") },
    { ...track("export", acme, by("u1", 100)), ...history("2025-11-01T00:00:00Z") },
  );
});

const ask = async (route: string) => (await call(emulator, `GET ${route}`)).body;
const simple = (rows: Record<string, unknown>[]) =>
  rows.map(({ user, feature, value, credits_used, share }) => [
    (user as { name: string } | undefined)?.name ?? null,
    ...(feature ? [(feature as { name: string }).name] : []),
    value ?? credits_used,
    share,
  ]);

describe("usage by the users of a company", () => {
  it("is told of each user and feature with its share, and what it cost in credits", async () => {
    const { data } = await ask("/user-usage-by-company?company_id=comp_acme");
    expect(data).toMatchObject({ start_time: "2025-12-16T12:00:00.000Z", end_time: "2026-01-15T12:00:00.000Z" });
    expect(simple(data.rows)).toEqual([
      [null, "Inference", 30, 0.75],
      ["Wile E. Coyote", "Inference", 10, 0.25],
      ["Wile E. Coyote", "Exports", 7, 0.875],
      ["Ada", "Exports", 1, 0.125],
    ]);
    expect(data.rows[2].last_seen).toBe("2026-01-15T12:00:00.000Z");
    expect(data.credits.map((row: { credit_name: string }) => row.credit_name)).toEqual(["Tokens", "Tokens"]);
    expect(simple(data.credits)).toEqual([
      [null, 60, 0.75],
      ["Wile E. Coyote", 20, 0.25],
    ]);
  });

  it("is told of one feature and of other times", async () => {
    const exports = await ask("/user-usage-by-company?company_id=comp_acme&feature_id=feat_export");
    expect(simple(exports.data.rows).map(([, feature]) => feature)).toEqual(["Exports", "Exports"]);
    expect(exports.data.credits).toEqual([]);
    const times = "start_time=2025-10-01T00:00:00Z&end_time=2026-01-14T12:00:00Z";
    const { data, params } = await ask(`/user-usage-by-company?company_id=comp_acme&${times}`);
    expect(simple(data.rows)).toEqual([["Wile E. Coyote", "Exports", 104, 1]]);
    expect(params).toMatchObject({ company_id: "comp_acme" });
  });

  it("is told of one user by day", async () => {
    const { data } = await ask("/user-usage-detail?company_id=comp_acme&user_id=user_wile");
    expect(data.user.name).toBe("Wile E. Coyote");
    expect(simple(data.feature_totals)).toEqual([
      ["Wile E. Coyote", "Inference", 10, 0.25],
      ["Wile E. Coyote", "Exports", 7, 0.875],
    ]);
    expect(
      data.daily_points.map(({ date, feature, value }: { date: string; feature: { name: string }; value: number }) => [
        date,
        feature.name,
        value,
      ]),
    ).toEqual([
      ["2026-01-14T00:00:00.000Z", "Exports", 4],
      ["2026-01-15T00:00:00.000Z", "Exports", 3],
      ["2026-01-15T00:00:00.000Z", "Inference", 10],
    ]);
    expect(simple(data.credits)).toEqual([["Wile E. Coyote", 20, 0.25]]);
    expect(data.daily_credit_points).toEqual([{ date: "2026-01-15T00:00:00.000Z", credits_used: 20 }]);
  });

  it("needs a company, a user and times that there are", async () => {
    const status = async (route: string): Promise<number> => (await call(emulator, `GET ${route}`)).status;
    expect(await status("/user-usage-by-company?company_id=comp_none")).toBe(404);
    expect(await status("/user-usage-by-company")).toBe(400);
    expect(await status("/user-usage-detail?company_id=comp_acme&user_id=user_none")).toBe(404);
    const backwards = "start_time=2026-02-01T00:00:00Z&end_time=2026-01-01T00:00:00Z";
    expect(await status(`/user-usage-by-company?company_id=comp_acme&${backwards}`)).toBe(400);
  });
});
