// An application of Next with the README's two recipes, built and served as people do it, in a process of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { secret } from "./client.mjs";
import { folder, recipe, write } from "./recipes.mjs";

const app = join(folder, "next");
const bin = join(import.meta.dirname, "node_modules/next/dist/bin/next");
const { SCHEMATIC_WEBHOOK_SECRET: _, ...inherited } = process.env;
const env = { ...inherited, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };

function writeApp() {
  rmSync(app, { recursive: true, force: true });
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, "package.json"), '{ "type": "module", "private": true }\n');
  // The root is the repository: the package under test is a link to its folder.
  const root = JSON.stringify(join(import.meta.dirname, "../.."));
  writeFileSync(
    join(app, "next.config.mjs"),
    `export default { turbopack: { root: ${root} }, outputFileTracingRoot: ${root} };\n`,
  );
  // A proxy makes Next copy the body of every request, which must not cost a byte.
  write("next/proxy.js", 'import { NextResponse } from "next/server"; export const proxy = () => NextResponse.next();');
  write("next/app/webhooks/schematic/route.js", recipe("Next, app router"));
  write("next/pages/api/webhooks/schematic.js", recipe("Next, pages router"));
  const reading = { "export const POST =": "const handler =" };
  const first = "export async function POST(request) { await request.json(); return handler(request); }";
  write("next/app/parsed/route.js", `${recipe("Next, app router", reading)}\n${first}`);
  const parsing = { "export const config = { api: { bodyParser: false } };": "" };
  write("next/pages/api/parsed.js", recipe("Next, pages router", parsing));
}

/** Builds the application without the secret, as in a container's build, and starts it with the secret. */
export async function startNext() {
  writeApp();
  const build = run(["build"], env);
  const [status] = await once(build.child, "exit");
  if (status !== 0) throw new Error(`next build failed\n${build.output()}`);

  const { child, output } = run(["start", "--port", "0", "--hostname", "127.0.0.1"], {
    ...env,
    SCHEMATIC_WEBHOOK_SECRET: secret,
  });
  const origin = await waitFor(() => /http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0], child, output);
  const count = (name) =>
    output()
      .split("\n")
      .filter((line) => line === name).length;
  return {
    target: (path) => ({
      url: origin + path,
      // The output takes its way through a pipe: give what is expected a moment.
      printed: async (name, expected = 1) => {
        for (let waited = 0; count(name) < expected && waited < 5_000; waited += 20) await sleep(20);
        return count(name);
      },
    }),
    stop: async () => {
      child.kill();
      await once(child, "exit");
    },
  };
}

function run(args, environment) {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: app,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
  return { child, output: () => text };
}

async function waitFor(look, child, output) {
  for (let waited = 0; waited < 30_000; waited += 50) {
    const found = look();
    if (found) return found;
    if (child.exitCode !== null) break;
    await sleep(50);
  }
  throw new Error(`next start is not there\n${output()}`);
}
