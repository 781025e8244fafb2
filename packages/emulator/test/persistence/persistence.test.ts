import { type ChildProcess, spawn } from "node:child_process";
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startEmulator } from "@schematic/emulator";
import { call, capture, start, track } from "../support/start.ts";

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "emulator-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(dataDir, { recursive: true, force: true });
});

/** The command in a process of its own; resolves with its address once it serves. */
async function spawnEmulator(
  ...args: string[]
): Promise<{ child: ChildProcess; url: string; exited: Promise<number | null> }> {
  const root = join(import.meta.dirname, "../../../..");
  const bin = join(root, "packages/emulator/src/bin.ts");
  // The loader, not the tsx command: that would run the emulator in a process below, which a kill does not reach.
  const loader = pathToFileURL(join(root, "node_modules/tsx/dist/loader.mjs")).href;
  const child = spawn(process.execPath, ["--import", loader, bin, "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, "tsconfig.json") },
  });
  children.push(child);
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  let text = "";
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    const url = /on (http:\S+)/.exec(text)?.[1];
    if (url) return { child, url, exited };
  }
  throw new Error(`the emulator did not start: ${text}`);
}

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
});
