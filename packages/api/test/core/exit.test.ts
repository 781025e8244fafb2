// A process with a call under way ends by itself, whatever the service does, with no unhandled rejection.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { hang, hangInBody, json, loopback, type Reply, reset } from "./loopback.ts";

const folder = mkdtempSync(join(tmpdir(), "transport-exit-"));
const script = join(folder, "call.mjs");

const source = `
import { createTransport } from "./index.ts";
const { transport, request, abortAfterMs } = JSON.parse(process.argv[2]);
const abort = new AbortController();
if (abortAfterMs) setTimeout(() => abort.abort(), abortAfterMs);
createTransport({ apiKey: "k", random: () => 0, ...transport })
  .request({ method: "GET", path: "/x", signal: abort.signal, ...request })
  .then(({ status }) => console.log(status), ({ name }) => console.log(name));
`;

beforeAll(async () => {
  const resolveDir = join(import.meta.dirname, "../../src/core");
  await build({
    stdin: { contents: source, resolveDir, loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "neutral",
    outfile: script,
    logLevel: "error",
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the call in a process of its own, and gives what it printed once it has ended by itself. */
async function runCall(
  reply: Reply,
  options: Record<string, unknown>,
): Promise<{ code: number; out: string; err: string }> {
  await using server = await loopback(reply);
  const input = { ...options, transport: { baseUrl: server.origin, ...(options["transport"] as object) } };
  const child = spawn(process.execPath, [script, JSON.stringify(input)], { stdio: ["ignore", "pipe", "pipe"] });
  const code = new Promise<number>((resolve) => child.once("exit", (status) => resolve(status ?? -1)));
  const [out, err] = await Promise.all([readAll(child.stdout), readAll(child.stderr)]);
  return { code: await code, out: out.trim(), err };
}

describe("a process ends by itself", () => {
  it.each([
    ["after an answer, though the connection stays open", json(200, {}), {}, "200"],
    ["when the server hangs, after the request's own timeout", hang, { request: { timeoutMs: 200 } }, "TimeoutError"],
    ["when the body hangs", hangInBody, { request: { timeoutMs: 200 } }, "TimeoutError"],
    ["when the server resets every connection", reset, {}, "ConnectionError"],
    ["when the server answers 500", json(500, {}), {}, "ServerError"],
    ["when nobody listens", hang, { transport: { baseUrl: "http://127.0.0.1:9" } }, "ConnectionError"],
    ["when a wait of a minute is aborted", json(503, {}, { "retry-after": "60" }), { abortAfterMs: 300 }, "AbortError"],
  ])(
    "%s",
    async (_, reply, options, outcome) => {
      expect(await runCall(reply, options)).toEqual({ code: 0, out: outcome, err: "" });
    },
    20_000,
  );
});
