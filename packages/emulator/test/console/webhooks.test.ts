import { describe, expect, it } from "@jest/globals";
import { builtConsole, consoleBrowser } from "../support/console.ts";
import { receiver } from "../support/receiver.ts";
import { call, start } from "../support/start.ts";
import { until } from "../support/until.ts";

const browser = consoleBrowser();

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
