import { describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import type { Page } from "playwright-core";
import { builtConsole, consoleBrowser } from "../support/console.ts";
import { start } from "../support/start.ts";
import { until } from "../support/until.ts";

const browser = consoleBrowser();

async function override(page: Page, feature: string, value: string): Promise<void> {
  const usage = page.getByRole("region", { name: "Entitlements and usage" });
  const form = usage.getByRole("form", { name: "Override an entitlement" });
  if (!(await form.isVisible())) await usage.getByText("Override", { exact: true }).first().click();
  await form.getByLabel("Feature").selectOption(feature);
  await form.getByLabel("Value").fill(value);
  await form.getByRole("button", { name: "Override" }).click();
}

const overrides = (emulator: Emulator, count: number) =>
  until(
    () => emulator.state.rows("overrides"),
    (rows) => rows.length === count,
  );

describe("an override made in the console", () => {
  it("that takes away does not read as included", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/companies/comp_acme");
    await override(page, "SSO", "off");
    await page.getByText("not included").waitFor();
    await page.getByRole("button", { name: "Remove the override of SSO" }).click();
    await page.getByText("not included").waitFor({ state: "hidden" });
    await overrides(emulator, 0);
  }, 60_000);

  it("counts for the period that the feature has by the plan", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/companies/comp_acme");
    await override(page, "Exports", "20");
    await page.getByText("0 of 20 used this month").waitFor();
    const [row] = await overrides(emulator, 1);
    expect(row).toMatchObject({ value_numeric: 20, metric_period: "current_month" });
  }, 60_000);

  it("is none without a value", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/companies/comp_acme");
    await override(page, "Exports", " ");
    await page.getByText("An override is on, off, unlimited or a whole number").waitFor();
    await overrides(emulator, 0);
  }, 60_000);
});
