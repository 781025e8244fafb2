import { describe, expect, it } from "@jest/globals";
import { builtConsole, consoleBrowser } from "../support/console.ts";
import { capture, start, track } from "../support/start.ts";

const browser = consoleBrowser();

describe("the activity page", () => {
  it("shows what one cause changed as one line, and each row where changes are asked for", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/activity");
    await capture(emulator, track("export", { id: "acme" }));
    await page.getByText("events, companies, usage × 5").waitFor();
    await page.getByRole("button", { name: "Changes" }).click();
    await page.getByText("export today").waitFor();
    expect(await page.getByText("usage", { exact: true }).count()).toBe(5);
  }, 60_000);

  it("tells of an event whose company is not known", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/activity");
    await capture(emulator, track("export", { id: "nobody" }));
    await page.getByText("no company has id: nobody").waitFor();
  }, 60_000);
});

describe("a page of the console", () => {
  it("is called in the browser as in the list of sections", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/webhooks");
    expect(await page.title()).toBe("Webhooks · Schematic emulator");
  }, 60_000);

  it("with a broken address says so", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator);
    const answer = page.waitForResponse((response) => response.url().includes("/companies/%25E0"));
    await page.goto(`${emulator.url}/#/companies/%E0%A4%A`);
    expect((await answer).status()).toBe(404);
    await page.getByRole("link", { name: "All companies" }).waitFor();
  }, 60_000);

  it("keeps an answer's word whole on a phone", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/playground/sso", { viewport: { width: 360, height: 740 } });
    await page.getByLabel("Company").fill("id: acme");
    await page.getByRole("button", { name: "Check", exact: true }).click();
    const word = page.getByRole("status", { name: "Answer" }).getByText("ON", { exact: true });
    const lines = await word.evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getClientRects().length;
    });
    expect(lines).toBe(1);
  }, 60_000);
});
