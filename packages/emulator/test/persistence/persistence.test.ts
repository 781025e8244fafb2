import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startEmulator } from "@schematic/emulator";
import { createClock } from "../../src/clock.ts";
import { putCredit } from "../../src/operations/credits.ts";
import { openPersistence } from "../../src/persistence/persistence.ts";
import { createState } from "../../src/state/state.ts";
import { receiver } from "../support/receiver.ts";
import { spawnEmulator } from "../support/spawn.ts";
import { call, capture, start, track } from "../support/start.ts";

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "emulator-"));
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

const post = (url: string, path: string, body: object) =>
  fetch(url + path, {
    method: "POST",
    headers: { "x-schematic-api-key": "sch_dev_emulator" },
    body: JSON.stringify(body),
  });

describe("--data", () => {
  it("keeps every acknowledged change through kill -9 in the middle of writing", async () => {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      const { child, url, exited } = await spawnEmulator("--data", dataDir);
      const write = async (name: string): Promise<void> => {
        const response = await post(url, "/companies", { keys: { id: name } }).catch(() => undefined);
        if (response?.ok) acknowledged.add(name);
      };
      const target = acknowledged.size + 20;
      const writers = Array.from({ length: 4 }, async (_none, writer) => {
        for (let index = 0; index < 500 && child.exitCode === null && child.signalCode === null; index += 1) {
          await write(`r${round}w${writer}i${index}`);
          if (acknowledged.size >= target) child.kill("SIGKILL");
        }
      });
      await Promise.all([exited, ...writers]);
    }
    const emulator = await startEmulator({ dataDir });
    const kept = new Set(emulator.state.rows("companies").map((row) => row.keys.id));
    await emulator.close();
    expect(acknowledged.size).toBeGreaterThanOrEqual(60);
    expect([...acknowledged].filter((name) => !kept.has(name))).toEqual([]);
  }, 60_000);

  it("goes on where it was: usage, credits, ids, the clock; a seed only fills an empty directory", async () => {
    const first = await start({ dataDir });
    await capture(first, { ...track("inference_tokens", { id: "acme" }, { quantity: 3 }), idempotency_key: "once" });
    await call(first, "POST /companies", { body: { keys: { id: "mine" } } });
    first.clock.advance(1000);
    const before = { seed: first.state.exportSeed(), rows: first.state.rows("companies") };
    await first.close();
    const second = await start({ dataDir });
    expect({ seed: second.state.exportSeed(), rows: second.state.rows("companies") }).toEqual(before);
    expect(second.clock.iso()).toBe("2026-01-15T12:00:01.000Z");
    await capture(second, { ...track("inference_tokens", { id: "acme" }, { quantity: 3 }), idempotency_key: "once" });
    expect(second.state.rows("grants")[0]?.quantity_remaining).toBe(94);
    const made = await call(second, "POST /companies", { body: { keys: { id: "later" } } });
    expect(before.rows.map((row) => row.id)).not.toContain(made.body.data.id);
  });

  it("drops a torn last line and nothing else", async () => {
    const first = await start({ dataDir });
    await call(first, "POST /companies", { body: { keys: { id: "whole" } } });
    await first.close();
    const journal = join(dataDir, (await readdir(dataDir)).find((name) => name.startsWith("journal")) ?? "");
    await appendFile(journal, '0badc0de [["companies","comp_torn",{"id":"comp_to');
    const warnings: string[] = [];
    const second = await start({
      dataDir,
      logger: { warn: (message) => warnings.push(message), error: () => undefined },
    });
    expect(second.state.rows("companies").map((row) => row.keys.id)).toEqual(["acme", "small", "whole"]);
    expect(warnings).toHaveLength(1);
    await call(second, "POST /companies", { body: { keys: { id: "after" } } });
    await second.close();
    const third = await start({ dataDir });
    expect(third.state.rows("companies").map((row) => row.keys.id)).toContain("after");
  });

  it("is refused to a second emulator, and free again after the first", async () => {
    const first = await start({ dataDir });
    await expect(startEmulator({ dataDir })).rejects.toThrow("is in use by process");
    await first.close();
    await (await startEmulator({ dataDir })).close();
  });

  it("takes over the lock of a process that is gone", async () => {
    await writeFile(join(dataDir, "lock"), "999999999");
    const emulator = await startEmulator({ dataDir });
    expect(await readFile(join(dataDir, "lock"), "utf8")).toBe(String(process.pid));
    await emulator.close();
  });

  it("leaves no directory that counts as begun when the seed does not fit", async () => {
    const seed = { companies: [{ keys: { id: "a" }, plan: "none" }] };
    await expect(startEmulator({ dataDir, seed })).rejects.toThrow("companies.0.plan");
    const emulator = await start({ dataDir });
    expect(emulator.state.rows("companies")).toHaveLength(2);
  });

  it("begins a new snapshot when the journal has grown, and reads on from it", async () => {
    const open = async () => {
      const state = createState({ clock: createClock(), deterministic: true });
      const disk = await openPersistence(state, dataDir, { warn: () => undefined, compactAtBytes: 500 });
      return { state, disk };
    };
    const first = await open();
    for (let index = 0; index < 20; index += 1) {
      first.state.store.transaction(() => putCredit(first.state, { name: `credit ${index}` }));
      await first.disk.durable();
    }
    await first.disk.close();
    const names = await readdir(dataDir);
    expect(names).toContain("snapshot.json");
    expect(names.filter((name) => name.startsWith("journal"))).toHaveLength(1);
    expect(names).not.toContain("journal-0.jsonl");
    const second = await open();
    expect(second.state.store.dump()).toEqual(first.state.store.dump());
    expect(second.state.store.table("credits").size).toBe(20);
    await second.disk.close();
  });

  it("does not begin on top of a damaged snapshot, and says which file it is", async () => {
    await writeFile(join(dataDir, "snapshot.json"), "{");
    await expect(startEmulator({ dataDir })).rejects.toThrow("snapshot.json is damaged");
  });

  it("goes on with webhooks that a stop interrupted", async () => {
    const hook = await receiver(500);
    const first = await start({ dataDir, webhookRetryDelaysMs: [600_000] });
    await call(first, "POST /webhooks", { body: { name: "x", url: hook.url, request_types: ["user.created"] } });
    await call(first, "POST /users", { body: { keys: { user_id: "u5" } } });
    await hook.received(1);
    while (first.state.rows("webhook_events")[0]?.attempts !== 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await first.close();
    const second = await start({ dataDir });
    await hook.received(2);
    while (second.state.rows("webhook_events")[0]?.status !== "success")
      await new Promise((resolve) => setTimeout(resolve, 5));
    await hook.close();
  });
});
