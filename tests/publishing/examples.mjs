import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { signWebhook } from "../../packages/webhooks/dist/esm/index.js";
import { printed } from "./printed.mjs";

/** Starts a program that prints its address, and gives that and a way to stop it. */
async function startServer(project, command, args, env) {
  const child = spawn(command, args, {
    cwd: project.folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const url = await printed(child, /http:\/\/[\w.]+:\d+/);
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return { url, stop };
}

const secret = "whsec_example";

/** Posts a webhook that Schematic could have sent, and one that it never signed, to an example's endpoint. */
async function assertTakesWebhooks(post) {
  const event = { action: "company.plan_changed", object_type: "company", body: { company_id: "comp_1" } };
  const genuine = await post(await signWebhook(event, { secret }));
  assert.equal(genuine.status, 204);
  const forged = await post(await signWebhook(event, { secret: "whsec_other" }));
  assert.equal(forged.status, 401);
}

async function runScript(project, { env }) {
  assert.match(await project.run("node", ["main.mjs"], env), /113 delivered, 0 dropped, 0 pending/);
}

async function runExpress(project, { env }) {
  const server = await startServer(project, "node", ["server.mjs"], { ...env, PORT: "0" });
  try {
    const first = await fetch(`${server.url}/companies/acme/exports`, { method: "POST" });
    assert.equal(first.status, 201);
    assert.equal((await first.json()).limit, 2);
    await assertTakesWebhooks((request) => fetch(`${server.url}/webhooks/schematic`, { method: "POST", ...request }));
  } finally {
    await server.stop();
  }
}

async function runLambda(project, { env }) {
  project.write(
    "invoke.mjs",
    'import { handler } from "./handler.mjs";\nconsole.log((await handler({ companyId: "acme" })).body);\n',
  );
  assert.deepEqual(JSON.parse(await project.run("node", ["invoke.mjs"], env)), { isOn: true, pending: 0 });
}

async function runWorker(project, { env }) {
  const { build } = await import("esbuild");
  const { Miniflare } = await import("miniflare");
  const { outputFiles } = await build({
    entryPoints: [join(project.folder, "worker.mjs")],
    ...{ bundle: true, write: false, format: "esm", platform: "neutral", logLevel: "silent" },
    conditions: ["workerd", "worker"],
    mainFields: ["module", "main"],
  });
  const bindings = { ...env, SCHEMATIC_WEBHOOK_SECRET: secret };
  const miniflare = new Miniflare({
    modules: true,
    script: outputFiles[0].text,
    compatibilityDate: "2026-01-01",
    bindings,
  });
  try {
    const response = await miniflare.dispatchFetch("http://localhost/companies/acme/beta");
    assert.deepEqual(await response.json(), { isOn: true });
    await assertTakesWebhooks((request) =>
      miniflare.dispatchFetch("http://localhost/webhooks/schematic", { method: "POST", ...request }),
    );
  } finally {
    await miniflare.dispose();
  }
}

async function runNext(project, { env }) {
  const quiet = { ...env, NEXT_TELEMETRY_DISABLED: "1" };
  const output = await project.run("npx", ["next", "build"], quiet);
  // On CI it also warns that it finds no cache of its own.
  const warnings = output.split("\n").filter((line) => /warn|⚠/i.test(line) && !line.includes("No build cache"));
  assert.deepEqual(warnings, []);
  // Not through npx, which would leave the server behind when it is told to end.
  const start = ["node_modules/next/dist/bin/next", "start", "--port", "0", "--hostname", "127.0.0.1"];
  const server = await startServer(project, process.execPath, start, quiet);
  try {
    assert.match(await (await fetch(server.url)).text(), /Welcome to the beta/);
    assert.deepEqual(await (await fetch(`${server.url}/api/export`, { method: "POST" })).json(), { ok: true });
    await assertTakesWebhooks((request) => fetch(`${server.url}/webhooks`, { method: "POST", ...request }));
  } finally {
    await server.stop();
  }
}

/** Every example, installed as a user does, and what shows that it works. */
export const examples = [
  { name: "script", run: runScript },
  { name: "express", run: runExpress },
  { name: "lambda", run: runLambda },
  { name: "hono-worker", run: runWorker },
  { name: "next", run: runNext, isSlow: true },
];
