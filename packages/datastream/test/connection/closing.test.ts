import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { company, flag, serve } from "../support/fixtures.ts";
import { closeAll, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
const context = { company: { id: "comp_1" } };
/** Dice that make back-off short. */
const soon = { random: () => 0 };

beforeEach(async () => {
  const world = { flags: [flag("pro", { plan: "plan_pro" })], companies: [company("comp_1")], users: [] };
  server = await new StreamServer(serve(world)).listen();
});

afterEach(async () => {
  await closeAll();
  await server.close();
});

describe("a source that is closed while it connects", () => {
  it("lets go at once, whatever the service does, and does not connect again", async () => {
    server.hang = true;
    const under = probe(server.url, soon);
    const waiting = under.check("pro", context, { timeoutMs: 60_000 });
    await until(() => server.upgrades.length === 1);
    await under.source.close();
    expect(await waiting).toBeUndefined();
    server.hang = false;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(server.upgrades).toHaveLength(1);
    expect(under.statuses).toEqual([{ ready: false, detail: "closed" }]);
  });

  it("from within a hook is closed for good", async () => {
    let close: () => void = () => undefined;
    const under = probe(server.url, { ...soon, hooks: { onStatus: () => close() } });
    close = () => void under.source.close();
    await under.check("pro", {});
    server.cut();
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(server.upgrades).toHaveLength(1);
  });
});
