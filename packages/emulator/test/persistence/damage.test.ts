import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
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
import { call, start } from "../support/start.ts";
import { until } from "../support/until.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "emulator-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const journalFile = async (): Promise<string> =>
  join(dataDir, (await readdir(dataDir)).find((name) => name.startsWith("journal")) ?? "");

async function written(...names: string[]): Promise<string> {
  const emulator = await start({ dataDir });
  for (const id of names) await call(emulator, "POST /companies", { body: { keys: { id } } });
  await emulator.close();
  return journalFile();
}

describe("a data directory", () => {
  it("whose journal was cut at any byte starts with every commit that is whole", async () => {
    const journal = await written("a", "b");
    const whole = await readFile(journal);
    const ends = [...whole].flatMap((byte, index) => (byte === 10 ? [index + 1] : []));
    const cuts = [...ends, ...ends.map((end) => end - 1), ...ends.map((end) => end - 40), whole.length - 3];
    for (const cut of cuts.filter((each) => each > (ends[0] ?? 0))) {
      await writeFile(journal, whole.subarray(0, cut));
      const state = createState({ clock: createClock(), deterministic: false });
      const disk = await openPersistence(state, dataDir, { warn: () => undefined });
      await disk.close();
      const commits = ends.filter((end) => end <= cut).length;
      expect((await readFile(journal)).length).toBe(ends[commits - 1]);
    }
  });

  it("whose journal is damaged in the middle is not begun on, and loses nothing", async () => {
    const journal = await written("a", "b");
    const bytes = await readFile(journal);
    bytes[bytes.indexOf(10) - 5] = 0x7e;
    await writeFile(journal, bytes);
    await expect(startEmulator({ dataDir })).rejects.toThrow(/journal-0\.jsonl is damaged at byte 0/);
    expect(await readFile(journal)).toEqual(bytes);
  });

  it.each(["null", "[]", '{"generation":"x","rows":[]}', '{"generation":1}', ""])(
    "whose snapshot is %j is not begun on",
    async (text) => {
      await writeFile(join(dataDir, "snapshot.json"), text);
      await expect(startEmulator({ dataDir })).rejects.toThrow("snapshot.json is damaged");
    },
  );

  it("is free after a crash although the new process has the id of the dead one, as in a container", async () => {
    await writeFile(join(dataDir, "lock"), String(process.pid));
    const emulator = await startEmulator({ dataDir });
    await expect(startEmulator({ dataDir: `${dataDir}/.` })).rejects.toThrow(`in use by process ${process.pid}`);
    await emulator.close();
  });

  it("is rid of what a crash in the middle of a snapshot left", async () => {
    await written("a");
    for (const name of ["snapshot.json.new", "journal-7.jsonl"]) await writeFile(join(dataDir, name), "left");
    await (await startEmulator({ dataDir })).close();
    expect((await readdir(dataDir)).sort()).toEqual(["journal-0.jsonl"]);
  });

  it("keeps what is committed while a snapshot is being written", async () => {
    const open = async () => {
      const state = createState({ clock: createClock(), deterministic: true });
      return { state, disk: await openPersistence(state, dataDir, { warn: () => undefined, compactAtBytes: 300 }) };
    };
    const first = await open();
    const writes = Array.from({ length: 60 }, async (_none, index) => {
      await new Promise((resolve) => setTimeout(resolve, index % 7));
      first.state.store.transaction(() => putCredit(first.state, { name: `credit ${index}` }));
      await first.disk.durable();
    });
    await Promise.all(writes);
    await first.disk.close();
    const second = await open();
    expect(second.state.store.dump()).toEqual(first.state.store.dump());
    await second.disk.close();
  });

  it("starts although its clock ran past the last instant that can be shown", async () => {
    const first = await start({ dataDir, deterministic: false });
    first.clock.set("9000-12-31T23:59:59.990Z");
    first.clock.resume();
    await call(first, "POST /companies", { body: { keys: { id: "late" } } });
    await first.close();
    const second = await start({ dataDir, deterministic: false });
    expect(second.state.rows("companies").map((row) => row.keys.id)).toContain("late");
  });

  it("says so when it is a file", async () => {
    await writeFile(join(dataDir, "file"), "");
    await expect(startEmulator({ dataDir: join(dataDir, "file") })).rejects.toThrow(join(dataDir, "file"));
  });
});

describe("webhooks through kill -9", () => {
  it("are sent again by the next process, with the attempts that are left", async () => {
    const hook = await receiver(500);
    const { child, url, exited } = await spawnEmulator("--data", dataDir, "--webhook-url", hook.url);
    await fetch(`${url}/users`, {
      method: "POST",
      headers: { "x-schematic-api-key": "sch_dev_emulator" },
      body: JSON.stringify({ keys: { user_id: "u1" } }),
    });
    await hook.received(1);
    child.kill("SIGKILL");
    await exited;
    const second = await start({ dataDir });
    await hook.received(2);
    expect(hook.deliveries.map(({ body }) => body.action)).toEqual(["user.created", "user.created"]);
    expect(hook.deliveries[1]?.text).toBe(hook.deliveries[0]?.text);
    await until(
      () => second.state.rows("webhook_events"),
      ([row]) => row?.status === "success",
    );
    await hook.close();
  });
});
