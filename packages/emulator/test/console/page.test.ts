import { describe, expect, it } from "@jest/globals";
import { builtConsole, consoleBrowser } from "../support/console.ts";
import { receiver } from "../support/receiver.ts";
import { call, start } from "../support/start.ts";
import { openStream } from "../support/stream.ts";
import { until } from "../support/until.ts";

const browser = consoleBrowser();
const pages = [
  ...["flags", "companies", "companies/comp_acme", "users", "users/user_wile", "playground/beta", "activity"],
  ...["webhooks", "clients", "clock", "faults", "setup"],
];

describe("the console", () => {
  it("lets its page run only what comes with it, and lets no other page show it", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const { status, headers, body } = await call(emulator, "GET /", { key: null });
    expect(status).toBe(200);
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get("content-security-policy")).not.toContain("unsafe");
    expect(body).not.toMatch(/<script>|<style|https?:\/\//);
  });

  it("says how to build it where it was not built", async () => {
    for (const consoleDir of [undefined, "/nowhere"]) {
      const emulator = await start({ consoleDir });
      const { status, body } = await call(emulator, "GET /", { key: null });
      expect(status).toBe(503);
      expect(body).toContain("npx -y pnpm@10 build");
    }
  });

  it("gives out nothing but its own files", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    for (const path of ["/../package.json", "/%2e%2e/package.json", "/assets/", "/vite.config.ts"])
      expect((await call(emulator, `GET ${path}`, { key: null })).status).not.toBe(200);
  });

  it("fits a phone of 360 pixels without scrolling sideways, on every page", async () => {
    const emulator = await start({ consoleDir: builtConsole(), webhookUrl: "http://127.0.0.1:9/a/rather/long/path" });
    await openStream(emulator);
    await call(emulator, "POST /flags/beta/check", { body: { company: { id: "acme" } } });
    const page = await browser.open(emulator, "", { viewport: { width: 360, height: 740 } });
    for (const path of pages) {
      await page.goto(`${emulator.url}/#/${path}`);
      await page.locator("main h1").waitFor();
      await page.locator("main").locator(".card, .list, .entries").first().waitFor();
      const width = await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
        return document.documentElement.scrollWidth;
      });
      expect(`${path}: ${width}`).toBe(`${path}: 360`);
    }
  }, 90_000);

  it("is light or dark as the system is", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const background = async (colorScheme: "light" | "dark"): Promise<number> => {
      const page = await browser.open(emulator, "", { colorScheme });
      const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      return Number(/\d+/.exec(color)?.[0]);
    };
    expect(await background("light")).toBeGreaterThan(200);
    expect(await background("dark")).toBeLessThan(60);
  }, 60_000);

  it("names every control and every landmark, on every page", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator);
    for (const path of pages) {
      await page.goto(`${emulator.url}/#/${path}`);
      await page.locator("main h1").waitFor();
      for (const landmark of ["banner", "main"] as const) expect(await page.getByRole(landmark).count()).toBe(1);
      await page.getByRole("navigation", { name: "Sections" }).waitFor();
      const tree = await page.locator("body").ariaSnapshot();
      expect(tree).not.toMatch(/- (button|switch|textbox|combobox|spinbutton|link|checkbox)(:| \[|$)/m);
    }
  }, 90_000);

  it("shows what happens live: checks with their reason, events, requests and what is not emulated", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/activity");
    await call(emulator, "POST /flags/sso/check", { body: { company: { id: "acme" } } });
    await page.getByText(/Matched plan entitlement rule "Pro"/).waitFor();
    await page.getByText("POST /flags/sso/check").waitFor();
    await call(emulator, "POST /events", {
      body: { event_type: "track", body: { event: "export", company: { id: "acme" }, quantity: 2 } },
    });
    await page.getByText("export × 2").waitFor();
    const { body } = await call(emulator, "GET /_emulator/operations");
    const missing = body.operations.find(
      ({ emulated, method, path }: { emulated: boolean; method: string; path: string }) =>
        !emulated && method === "GET" && !path.includes("{"),
    );
    await call(emulator, `GET ${missing.path}`);
    await page.getByText(missing.operation, { exact: true }).waitFor();
  }, 60_000);

  it("shows connected clients and cuts them", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/clients");
    await page.getByText("No client is connected.").waitFor();
    const client = await openStream(emulator);
    client.ask({ entity_type: "rulesengine.Flags" });
    await page.getByText("flags", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Close the connection of test" }).click();
    expect(await client.closed).toBe(1012);
    await page.getByText("No client is connected.").waitFor();
  }, 60_000);

  it("makes an outage that strikes everybody but itself, and leaves no trace of its own in the feed", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/faults");
    await page.getByRole("button", { name: /The API answers 500/ }).click();
    await page.getByRole("region", { name: "In force" }).getByText("the API answers 500").waitFor();
    expect((await call(emulator, "GET /flags")).status).toBe(500);
    await page.getByText("struck 1×").waitFor();
    await page.getByRole("link", { name: "Companies" }).click();
    await page.getByRole("link", { name: /^Acme/ }).waitFor();
    await page.getByRole("link", { name: "1 fault" }).click();
    await page.getByRole("button", { name: "End all" }).click();
    await until(
      () => call(emulator, "GET /flags"),
      ({ status }) => status === 200,
    );
    const requests = emulator.feed.since(0).filter(({ type }) => type === "request");
    expect(requests.map(({ data }) => data.path)).not.toContain("/companies");
  }, 60_000);

  it("makes any other fault: a datastream that is closed with a code, a few times", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/faults");
    await page.getByText("Any other").click();
    const form = page.getByRole("form", { name: "Add a fault" });
    await form.getByLabel("Where").selectOption({ label: "datastream" });
    await form.getByLabel("What").selectOption({ label: "answers a status" });
    await form.getByLabel("Status or close code").fill("4001");
    await form.getByLabel("Times").fill("1");
    await form.getByRole("button", { name: "Add the fault" }).click();
    await page.getByRole("region", { name: "In force" }).getByText("the datastream answers 4001, once").waitFor();
    expect(await (await openStream(emulator)).closed).toBe(4001);
    await page.getByText("None: all is well.").waitFor();
  }, 60_000);

  it("goes on by itself when the emulator was away", async () => {
    const first = await start({ consoleDir: builtConsole() });
    const page = await browser.open(first);
    await page.getByRole("region", { name: "beta" }).waitFor();
    const port = Number(new URL(first.url).port);
    await first.close();
    await page.getByText("The emulator does not answer.").waitFor();
    await start({ consoleDir: builtConsole(), port, apiKey: "sch_another", seed: { flags: [{ key: "after" }] } });
    await page.getByRole("region", { name: "after" }).waitFor();
    await page.getByText("The emulator does not answer.").waitFor({ state: "hidden" });
  }, 60_000);
});

describe("webhooks in the console", () => {
  it("replays a delivery that failed, and shows that it came through", async () => {
    const hook = await receiver(500);
    const emulator = await start({ consoleDir: builtConsole(), webhookRetryDelaysMs: [] });
    const page = await browser.open(emulator, "#/webhooks");
    await page.getByLabel("URL").fill(hook.url);
    await page.getByLabel("Types").selectOption("company.updated");
    await page.getByRole("button", { name: "Add the endpoint" }).click();
    await page.getByRole("switch", { name: `Send to ${hook.url}` }).waitFor();
    await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, name: "Acme Inc." } });
    const deliveries = page.getByRole("region", { name: "Deliveries" });
    await deliveries.getByText("failure").waitFor();
    await deliveries.getByRole("button", { name: /Replay company.updated/ }).click();
    await deliveries.getByText("success").waitFor();
    expect(hook.deliveries.map(({ body }) => body.action)).toEqual(["company.updated", "company.updated"]);
    expect(hook.deliveries[1]?.text).toBe(hook.deliveries[0]?.text);
    await hook.close();
  }, 60_000);

  it("stops an endpoint and tells when a replay fails", async () => {
    const hook = await receiver(200, 500);
    const emulator = await start({ consoleDir: builtConsole(), webhookUrl: hook.url, webhookRetryDelaysMs: [] });
    const page = await browser.open(emulator, "#/webhooks");
    await call(emulator, "POST /users", { body: { keys: { user_id: "u2" } } });
    await hook.received(1);
    await page
      .getByRole("button", { name: /^Replay/ })
      .first()
      .click();
    await page.getByText("Replayed: answered 500").waitFor();
    await page.getByRole("switch", { name: `Send to ${hook.url}` }).click();
    await until(
      () => emulator.state.rows("webhooks")[0],
      (row) => row?.status === "inactive",
    );
    await hook.close();
  }, 60_000);
});
