import { afterEach, describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { SchematicClient } from "@schematichq/schematic-typescript-node";
import { builtConsole, consoleBrowser } from "../support/console.ts";
import { call, start } from "../support/start.ts";
import { until } from "../support/until.ts";

const browser = consoleBrowser();
const small = { company: { id: "small" } };
const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };
const clients: SchematicClient[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

/** The official SDK, answering from what the datastream sends it. */
async function connected(emulator: Emulator): Promise<SchematicClient> {
  const client = new SchematicClient({
    apiKey: emulator.apiKey,
    basePath: emulator.url,
    eventCaptureBaseURL: emulator.url,
    eventBufferInterval: 10,
    logger: quiet,
    cacheProviders: { flagChecks: [] },
    useDataStream: true,
  });
  clients.push(client);
  await until(
    () => emulator.clients(),
    ([first]) => first?.subscriptions.flags === true,
  );
  return client;
}

describe("flags in the console", () => {
  it("toggles a flag and a connected client's next check changes", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const client = await connected(emulator);
    expect(await client.checkFlag(small, "beta")).toBe(false);
    const page = await browser.open(emulator, "#/clients");
    await page
      .getByRole("region", { name: "schematic-typescript-node" })
      .or(page.locator("main .card"))
      .first()
      .waitFor();
    expect(await page.locator("main .card").count()).toBe(1);

    await page.getByRole("link", { name: "Flags", exact: true }).click();
    const toggle = page.getByRole("switch", { name: "What beta answers when no rule matches" });
    await toggle.click();
    await until(
      () => client.checkFlag(small, "beta"),
      (value) => value,
    );
    await page
      .locator('[role="switch"][aria-checked="true"][aria-label="What beta answers when no rule matches"]')
      .waitFor();
    await page.getByRole("complementary", { name: "Live" }).getByText("in a client").first().waitFor();

    await toggle.click();
    await until(
      () => client.checkFlag(small, "beta"),
      (value) => !value,
    );
  }, 60_000);

  it("toggles a flag with the keyboard alone", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator);
    const name = "What the rule In Atlanta of beta answers";
    await page.getByRole("switch", { name }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
    await page.keyboard.press("Enter");
    const focused = (): Promise<string | null | undefined> =>
      page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    for (let presses = 0; presses < 100 && (await focused()) !== name; presses += 1) await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
    expect(outline).toBe("solid");
    await page.keyboard.press("Space");
    await until(
      async () => (await call(emulator, "POST /flags/beta/check", { body: { company: { id: "acme" } } })).body.data,
      ({ value, rule_id }) => value === false && rule_id !== undefined,
    );
  }, 60_000);

  it("decides a flag for everyone and gives it back to its rules, which stay as they were", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const before = emulator.state.rows("flags").find((flag) => flag.key === "beta")?.rules;
    const page = await browser.open(emulator);
    const card = page.getByRole("region", { name: "beta" });
    const check = async () =>
      (await call(emulator, "POST /flags/beta/check", { body: { company: { id: "small" } } })).body.data;
    await card.getByRole("button", { name: "On", exact: true }).click();
    await until(check, ({ value, rule_type }) => value && rule_type === "global_override");
    await card.getByRole("button", { name: "By rules" }).click();
    await until(check, ({ value }) => !value);
    const after = emulator.state.rows("flags").find((flag) => flag.key === "beta")?.rules;
    const bare = (rules: typeof before) => rules?.map(({ updated_at: _, ...rule }) => rule);
    expect(bare(after)).toEqual(bare(before));
  }, 60_000);

  it("keeps the credit of a rule's condition, which the API does not show, when it writes the rule back", async () => {
    const condition = { type: "credit", credit: "Tokens", operator: "gt" } as const;
    const emulator = await start({
      consoleDir: builtConsole(),
      seed: {
        credits: [{ id: "bilcr_tokens", name: "Tokens" }],
        flags: [{ key: "rich", rules: [{ name: "Has tokens", value: true, conditions: [condition] }] }],
      },
    });
    const rule = () => emulator.state.rows("flags")[0]?.rules[0];
    const page = await browser.open(emulator);
    await page.getByRole("switch", { name: "What the rule Has tokens of rich answers" }).click();
    await until(rule, (row) => row?.value === false);
    expect(rule()?.conditions[0]?.credit_id).toBe("bilcr_tokens");
  }, 60_000);

  it("adds a flag and a rule for a plan, in words", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator);
    await page.getByText("Add a flag").click();
    await page.getByLabel("Key").fill("reports");
    await page.keyboard.press("Enter");
    const card = page.getByRole("region", { name: "reports" });
    await page.getByLabel("Key").waitFor({ state: "hidden" });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Add a flag");
    await card.getByText("Add a rule").click();
    await card.getByLabel("Which").selectOption({ label: "Pro" });
    await card.getByRole("button", { name: "Add the rule" }).click();
    await card.getByText("plan is Pro").waitFor();
    const { body } = await call(emulator, "POST /flags/reports/check", { body: { company: { id: "acme" } } });
    expect(body.data.value).toBe(true);
  }, 60_000);

  it("explains an answer, and follows it when a change elsewhere turns it", async () => {
    const emulator = await start({ consoleDir: builtConsole() });
    const page = await browser.open(emulator, "#/playground/beta");
    await page.getByLabel("Company").fill("id: acme");
    await page.getByRole("button", { name: "Check", exact: true }).click();
    const answer = page.getByRole("status", { name: "Answer" });
    await answer.getByText("ON", { exact: true }).waitFor();
    await page.getByText("this rule decided").waitFor();
    await page.getByText("company trait city is").first().waitFor();
    await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, traits: { city: "Oslo" } } });
    await answer.getByText("OFF", { exact: true }).waitFor();
    await page.getByRole("img", { name: "does not hold:" }).first().waitFor();
    expect(emulator.feed.since(0).filter(({ type }) => type === "check")).toHaveLength(1);
  }, 60_000);
});
