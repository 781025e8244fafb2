import { describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { builtConsole, consoleBrowser } from "../support/console.ts";
import { call, start } from "../support/start.ts";
import { until } from "../support/until.ts";

const browser = consoleBrowser();
const acme = "#/companies/comp_acme";

async function check(emulator: Emulator, flag: string, id = "acme") {
  return (await call(emulator, `POST /flags/${flag}/check`, { body: { company: { id } } })).body.data;
}

async function balance(emulator: Emulator): Promise<number> {
  return (await call(emulator, "GET /billing/credits/balance?company_id=comp_acme")).body.data[0].remaining;
}

describe("a company in the console", () => {
  it("changes its plan, and its flags follow in the page and for an SDK", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/companies/comp_small");
    const flags = page.getByRole("region", { name: "Flags now" });
    await flags.getByRole("listitem", { name: "sso is off" }).waitFor();
    await page.getByLabel("Base plan").selectOption({ label: "Pro" });
    await flags.getByRole("listitem", { name: "sso is on" }).waitFor();
    expect((await check(emulator, "sso", "small")).value).toBe(true);
    await page.getByLabel("Extra exports").check();
    await until(
      () => emulator.state.rows("companies").find(({ id }) => id === "comp_small"),
      (company) => company?.add_ons[0]?.plan_id === "plan_extra",
    );
  }, 60_000);

  it("uses a feature up, gives back, and shows how much is left", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, acme);
    const bar = page.getByRole("meter", { name: "Use of Exports" });
    await page.getByRole("button", { name: "Use 10 of Exports" }).click();
    await page.getByText("10 of 3 used this month").waitFor();
    expect(await bar.getAttribute("aria-valuenow")).toBe("10");
    expect((await check(emulator, "exports")).value).toBe(false);
    await page.getByRole("button", { name: "Set use of Exports to 0" }).click();
    await page.getByText("0 of 3 used this month").waitFor();
    expect((await check(emulator, "exports")).value).toBe(true);
    await page.getByRole("button", { name: "Use 1 of Seats" }).click();
    await page.getByText("3 of 3 used").waitFor();
    expect((await check(emulator, "seats")).value).toBe(false);
  }, 60_000);

  it("spends credits as an app does, grants some and takes them away", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, acme);
    const credits = page.getByRole("region", { name: "Credits" });
    await credits.getByText("100 of 100 left").waitFor();
    await page.getByRole("button", { name: "Use 10 of Inference" }).click();
    await credits.getByText("80 of 100 left").waitFor();
    expect(await balance(emulator)).toBe(80);
    await credits.getByRole("spinbutton", { name: "Credits" }).fill("40");
    await credits.getByRole("button", { name: "Grant" }).click();
    await credits.getByText("120 of 140 left").waitFor();
    await credits.getByRole("button", { name: "Take away what is left of 100 Tokens" }).click();
    await until(
      () => balance(emulator),
      (remaining) => remaining === 40,
    );
  }, 60_000);

  it("changes, adds and removes traits", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, acme);
    const traits = page.getByRole("region", { name: "Traits" });
    await traits.getByRole("textbox", { name: "city" }).fill("Oslo");
    await traits.getByRole("textbox", { name: "city" }).press("Enter");
    await page.getByRole("listitem", { name: "beta is off" }).waitFor();
    await traits.getByText("Add a trait").click();
    await traits.getByLabel("Name").fill("vip");
    await traits.getByLabel("Value").fill("true");
    await traits.getByRole("button", { name: "Set" }).click();
    await traits.getByRole("textbox", { name: "vip" }).waitFor();
    await traits.getByRole("button", { name: "Remove the trait city" }).click();
    await until(
      () => emulator.state.rows("companies").find(({ id }) => id === "comp_acme")?.traits,
      (now) => now?.vip === true && now.city === undefined,
    );
  }, 60_000);

  it("keeps what is being typed while other things change", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, acme);
    const city = page.getByRole("textbox", { name: "city" });
    await city.fill("Reykj");
    await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, traits: { seats_used: 1 } } });
    await page.getByText("1 of 3 used").waitFor();
    expect(await city.inputValue()).toBe("Reykj");
  }, 60_000);

  it("starts usage anew when the clock is advanced to the next month", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, acme);
    await page.getByRole("button", { name: "Use 10 of Exports" }).click();
    await page.getByText("10 of 3 used this month").waitFor();
    await page.getByRole("link", { name: "Clock", exact: true }).click();
    await page.getByRole("button", { name: "Advance 1 day" }).click();
    await page.getByText("Friday, 16 January 2026").waitFor();
    expect(emulator.clock.iso()).toBe("2026-01-16T12:00:00.000Z");
    await page.getByRole("button", { name: "Advance to the next month" }).click();
    await page.getByText("Sunday, 1 February 2026").waitFor();
    expect((await check(emulator, "exports")).value).toBe(true);
    await page.goBack();
    await page.getByText("0 of 3 used this month").waitFor();
  }, 60_000);

  it("adds a company and a user to it", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/companies");
    await page.getByText("Add a company").click();
    await page.getByLabel("Value").fill("globex");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: /^globex/ }).click();
    const users = page.getByRole("region", { name: "Users" });
    await users.getByText("Add a user").click();
    await users.getByLabel("Value").fill("hank");
    await page.keyboard.press("Enter");
    await users.getByRole("link", { name: "hank" }).click();
    await page.getByRole("heading", { level: 1, name: "hank" }).waitFor();
    expect(emulator.state.rows("memberships")).toHaveLength(2);
  }, 60_000);
});
