import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { company, flag, serve } from "./support/fixtures.ts";
import { StreamServer } from "./support/stream-server.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../..");
let program: string;
let server: StreamServer;

beforeAll(async () => {
  program = join(mkdtempSync(join(tmpdir(), "schematic-datastream-")), "check.cjs");
  await build({
    entryPoints: [join(import.meta.dirname, "programs/check.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "cjs",
    tsconfig: join(root, "tsconfig.json"),
  });
});
beforeEach(async () => {
  server = await new StreamServer(serve({ flags: [flag("pro")], companies: [company("comp_1")], users: [] })).listen();
});
afterEach(() => server.close());

/** Its output, once it has ended by itself; rejects when it has to be killed or ends with a failure. */
async function output(...forms: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [program, server.url, ...forms], {
    timeout: 15_000,
    killSignal: "SIGKILL",
  });
  return stdout.trim();
}

const troubles: Record<string, () => void> = {
  "answers as it should": () => undefined,
  "never answers the upgrade": () => {
    server.hang = true;
  },
  "never answers a question": () => {
    server.script = () => undefined;
  },
  "refuses the upgrade": () => {
    server.refuseWith = 500;
  },
  "cuts the stream": () => {
    server.script = (_, peer) => peer.socket.terminate();
  },
};

describe.each(Object.keys(troubles))("a process that never closes its source, while the service %s,", (trouble) => {
  const works = trouble === "answers as it should";

  it("ends by itself, has waited for what it awaited, and leaves no rejection unhandled", async () => {
    troubles[trouble]?.();
    const outputs = await Promise.all(["sync", "check", "ready"].map((form) => output(form)));
    expect(outputs).toEqual(["value undefined", `value ${works ? true : undefined}`, `ready ${works}`]);
  }, 30_000);
});

describe("a process that never closes its source with a WebSocket class made of that of ws", () => {
  it("ends by itself, connected or not", async () => {
    expect(await output("ready", "given")).toBe("ready true");
    server.hang = true;
    expect(await output("ready", "given")).toBe("ready false");
  }, 30_000);
});

describe("a process that never closes its source in replicator mode", () => {
  // The server of the stream takes requests and never answers them.
  it("ends by itself once an open poll is over, while the health address never answers", async () => {
    const forms = ["sync", "check", "ready"];
    const outputs = await Promise.all(forms.map((form) => output(form, "replicator")));
    expect(outputs).toEqual(["value undefined", "value undefined", "ready false"]);
  }, 30_000);

  it("ends by itself while nobody listens at the health address", async () => {
    await server.close();
    expect(await output("ready", "replicator")).toBe("ready false");
    await server.listen();
  }, 30_000);
});
