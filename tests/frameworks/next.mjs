// An application of Next with the README's two recipes, built and served as people do it, in a process of its own.
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { address, start } from "./child.mjs";
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
  // There, Web Crypto is all that there is.
  write("next/app/edge/route.js", `${recipe("Next, app router")}\nexport const runtime = "edge";`);
  write("next/pages/api/webhooks/schematic.js", recipe("Next, pages router"));
  const reading = { "export const POST =": "const handler =" };
  const first = "export async function POST(request) { await request.json(); return handler(request); }";
  write("next/app/parsed/route.js", `${recipe("Next, app router", reading)}\n${first}`);
  const parsing = { "export const config = { api: { bodyParser: false } };": "" };
  write("next/pages/api/parsed.js", recipe("Next, pages router", parsing));
}

const run = (args, environment) => start(process.execPath, [bin, ...args], { cwd: app, env: environment });

/** Builds the application without the secret, as in a container's build, and starts it with the secret. */
export async function startNext() {
  writeApp();
  const build = run(["build"], env);
  const [status] = await once(build.child, "exit");
  if (status !== 0) throw new Error(`next build failed\n${build.output()}`);

  const secrets = { SCHEMATIC_WEBHOOK_SECRET: secret };
  const server = run(["start", "--port", "0", "--hostname", "127.0.0.1"], { ...env, ...secrets });
  const origin = await address(server);
  return { target: (path) => ({ url: origin + path, printed: server.printed }), stop: server.stop };
}
