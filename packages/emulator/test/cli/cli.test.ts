import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, jest } from "@jest/globals";
import { verifyWebhook } from "@schematic/webhooks";
import { readArguments } from "../../src/cli/arguments.ts";
import { run } from "../../src/cli/run.ts";
import { receiver } from "../support/receiver.ts";
import { spawnEmulator } from "../support/spawn.ts";

jest.setTimeout(30_000);

/** Runs the command until it says where it is; then `stop` ends it. */
function command(...args: string[]) {
  let [out, err] = ["", ""];
  let stop = (): void => undefined;
  let started = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    started = resolve;
  });
  const code = run({
    args,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    onStop: (callback) => {
      stop = callback;
      started();
    },
  });
  return { code, ready, stop: () => stop(), out: () => out, err: () => err };
}

describe("the command", () => {
  it("prints its address, its key and the lines that point an SDK at it, and stops when told", async () => {
    const emulator = command("--port", "0", "--deterministic", "--api-key", "sch_dev_mine");
    await emulator.ready;
    const url = /on (http:\S+)/.exec(emulator.out())?.[1] ?? "";
    expect(emulator.out()).toContain("API key: sch_dev_mine");
    expect(emulator.out()).toContain(`basePath: "${url}"`);
    expect(emulator.out()).not.toContain("Webhooks");
    const answer = await fetch(`${url}/whoami`, { headers: { "x-schematic-api-key": "sch_dev_mine" } });
    expect(answer.status).toBe(200);
    emulator.stop();
    expect(await emulator.code).toBe(0);
    await expect(fetch(`${url}/whoami`)).rejects.toThrow();
  });

  it("prints the secret that webhooks are signed with, as the line that a receiver's environment needs", async () => {
    const hook = await receiver();
    const emulator = command("--port", "0", "--api-key", "sch_dev_mine", "--webhook-url", hook.url);
    await emulator.ready;
    expect(emulator.out()).toContain(`Webhooks go to ${hook.url}, signed with:`);
    const secret = /^ {2}SCHEMATIC_WEBHOOK_SECRET=(\S+)$/m.exec(emulator.out())?.[1];
    const url = /on (http:\S+)/.exec(emulator.out())?.[1] ?? "";
    await fetch(`${url}/companies`, {
      method: "POST",
      headers: { "x-schematic-api-key": "sch_dev_mine", "content-type": "application/json" },
      body: JSON.stringify({ keys: { id: "acme" } }),
    });
    await hook.received(1);
    const [delivery] = hook.deliveries;
    const received = { body: delivery?.text ?? "", headers: delivery?.headers ?? {} };
    expect(await verifyWebhook(received, { secret })).toMatchObject({ action: "company.created" });
    emulator.stop();
    expect(await emulator.code).toBe(0);
    await hook.close();
  });

  it("explains itself", async () => {
    const help = command("--help");
    expect(await help.code).toBe(0);
    for (const option of ["--port", "--seed", "--data", "--webhook-url", "--deterministic", "--help"])
      expect(help.out()).toContain(option);
  });

  it.each([
    ["--port", "x"],
    ["--port", "70000"],
    ["--port", "-1"],
    ["--port", "80.5"],
    ["--port", ""],
    ["--what", "ever"],
    ["--seed", "--data"],
    ["--webhook-url", "localhost:3000"],
    ["--webhook-url", "file:///etc/passwd"],
    ["file"],
  ])("refuses %s %s", async (...args) => {
    const wrong = command(...args);
    expect(await wrong.code).toBe(2);
    expect(wrong.err()).toContain("Usage:");
  });

  it("ends with 1 and the reason when it cannot start", async () => {
    const wrong = command("--port", "0", "--seed", "/nowhere/seed.yaml");
    expect(await wrong.code).toBe(1);
    expect(wrong.err()).toContain("/nowhere/seed.yaml");
  });

  it("ends with 1 and the address when the port is taken, and leaves the data directory free", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "emulator-"));
    const first = command("--port", "0");
    await first.ready;
    const port = /:(\d+) /.exec(first.out())?.[1] ?? "";
    const second = command("--port", port, "--data", dataDir);
    expect(await second.code).toBe(1);
    expect(second.err()).toContain(`127.0.0.1:${port}`);
    expect(second.err()).toContain("in use");
    first.stop();
    expect(await first.code).toBe(0);
    const third = command("--port", "0", "--data", dataDir);
    await third.ready;
    third.stop();
    expect(await third.code).toBe(0);
    await rm(dataDir, { recursive: true });
  });

  it("takes blank values as not given, as an unset variable leaves them", async () => {
    const emulator = command(
      "--port",
      "0",
      "--host",
      "",
      "--api-key",
      "",
      "--seed",
      "",
      "--data",
      "",
      "--webhook-url",
      "",
    );
    await emulator.ready;
    expect(emulator.out()).toContain("on http://127.0.0.1:");
    expect(emulator.out()).toContain("API key: sch_dev_emulator");
    emulator.stop();
    expect(await emulator.code).toBe(0);
  });

  it("listens on this machine only unless told otherwise", () => {
    expect(readArguments([])).toMatchObject({ kind: "start", options: { host: undefined } });
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "ends by itself with 0 at %s, also with a stream and a webhook under way",
    async (signal) => {
      const { child, url, exited } = await spawnEmulator("--webhook-url", "http://127.0.0.1:9/");
      const feed = await fetch(`${url}/_emulator/stream`);
      child.kill(signal);
      expect(await exited).toBe(0);
      await feed.text().catch(() => undefined);
    },
  );
});
