// What having the SDK costs beside the official one: an import, a process until its first answer, a bundle, an install.
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { runIfMain } from "./harness.mjs";

const here = import.meta.dirname;
const base = "official SDK";
const ours = "@schematic/client";
const official = "@schematichq/schematic-typescript-node";
const ROUNDS = 7;

const clients = [
  [base, official, "SchematicClient"],
  ["@schematic/client", "@schematic/client", "Schematic"],
  ["@schematic/client/core", "@schematic/client/core", "Schematic"],
];

const nodeArguments = (program) => ["--input-type=module", "--eval", program];

/** CPU milliseconds of a process that runs `code`. */
function processMillis(code) {
  const program = `${code}; const { user, system } = process.cpuUsage(); console.log((user + system) / 1_000)`;
  const options = { cwd: here, encoding: "utf8" };
  const runs = Array.from({ length: ROUNDS }, () =>
    Number(execFileSync(process.execPath, nodeArguments(program), options)),
  );
  return Math.min(...runs);
}

function imports() {
  const empty = processMillis("");
  const rows = clients.map(([name, module]) => ({
    name,
    value: processMillis(`await import(${JSON.stringify(module)})`) - empty,
  }));
  return { title: "An import", unit: "CPU ms more than an empty process", base, rows };
}

const answer = JSON.stringify({ data: { flag: "a", value: true, reason: "Matched rule" }, params: {} });

const firstChecks = {
  [base]: (url) =>
    `const { SchematicClient } = await import("${official}");
    await new SchematicClient({ apiKey: "k", basePath: "${url}" }).checkFlag({ company: { id: "acme" } }, "a")`,
  "@schematic/client": (url) =>
    `const { Schematic } = await import("@schematic/client");
    await new Schematic({ apiKey: "k", baseUrl: "${url}" }).checkFlag("a", { company: { id: "acme" } })`,
  "@schematic/client/core": (url) =>
    `const { Schematic } = await import("@schematic/client/core");
    await new Schematic({ apiKey: "k", baseUrl: "${url}" }).checkFlag("a", { company: { id: "acme" } })`,
};

/** The answer comes from a server in this process, so it must not wait for the new process synchronously. */
async function wallMillis(program) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await promisify(execFile)(process.execPath, nodeArguments(`${program}; process.exit(0)`), { cwd: here });
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

async function coldStarts() {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "application/json" }).end(answer);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const rows = [{ name: "an empty process", value: await wallMillis("") }];
  for (const [name, program] of Object.entries(firstChecks)) rows.push({ name, value: await wallMillis(program(url)) });
  server.closeAllConnections();
  server.close();
  return { title: "A cold start until the first check is answered", unit: "ms", base, rows };
}

/** Entries that people bundle by themselves. */
const parts = [
  ["@schematic/events", "@schematic/events", "EventQueue"],
  ["@schematic/rulesengine", "@schematic/rulesengine", "createEngine"],
  ["@schematic/webhooks", "@schematic/webhooks", "createWebhookHandler"],
];

async function bundles() {
  const rows = [];
  for (const [name, module, exported] of [...clients, ...parts]) {
    const contents = `export { ${exported} } from ${JSON.stringify(module)};`;
    const { outputFiles } = await build({
      ...{ bundle: true, minify: true, format: "esm", platform: "node", write: false, logLevel: "error" },
      stdin: { contents, resolveDir: here },
    });
    rows.push({ name, value: gzipSync(outputFiles[0].contents, { level: 9 }).length / 1_000 });
  }
  return { title: "A bundle, minified and gzipped", unit: "kB", base, rows };
}

/** What each install consists of. */
const contents = {
  "@schematic/webhooks": ["webhooks"],
  "@schematic/cache": ["cache"],
  "@schematic/rulesengine": ["rulesengine"],
  "@schematic/events": ["events", "api"],
  "@schematic/client": ["client", "api", "cache", "events"],
  "@schematic/client and datastream": ["client", "datastream", "api", "cache", "events", "rulesengine"],
};

function pack(name, folder) {
  const options = { cwd: join(here, "../packages", name), encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
  execFileSync("npx", ["--yes", "pnpm@10", "pack", "--pack-destination", folder], options);
  return join(folder, readdirSync(folder).find((file) => file.startsWith(`schematic-${name}-`)) ?? "");
}

/** Kilobytes on the disk and packages after an installation into an empty project. */
function installation(folder, specifiers) {
  const project = mkdtempSync(join(folder, "project-"));
  writeFileSync(join(project, "package.json"), "{}");
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--silent"];
  execFileSync("npm", ["install", ...quiet, ...specifiers], { cwd: project, stdio: "ignore" });
  const modules = join(project, "node_modules");
  const sizes = readdirSync(modules, { recursive: true, withFileTypes: true }).map((entry) =>
    entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0,
  );
  const { packages } = JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8"));
  // The project itself is in the list.
  return { kilobytes: sizes.reduce((sum, size) => sum + size, 0) / 1_000, packages: Object.keys(packages).length - 1 };
}

function installs() {
  const folder = mkdtempSync(join(tmpdir(), "schematic-install-"));
  const tarballs = new Map(
    ["api", "cache", "client", "datastream", "events", "rulesengine", "webhooks"].map((name) => [
      name,
      pack(name, folder),
    ]),
  );
  const results = [{ name: base, ...installation(folder, [`${official}@1.6.2`]) }];
  for (const [name, needed] of Object.entries(contents)) {
    results.push({
      name,
      ...installation(
        folder,
        needed.map((part) => tarballs.get(part)),
      ),
    });
  }
  rmSync(folder, { recursive: true, force: true });
  const rows = (what) => results.map((result) => ({ name: result.name, value: result[what] }));
  return [
    { title: "An install, with all that comes along", unit: "kB", base, ours, rows: rows("kilobytes") },
    { title: "Packages in an install", unit: "packages", base, ours, rows: rows("packages") },
  ];
}

export async function run() {
  return [imports(), await coldStarts(), await bundles(), ...installs()];
}

await runIfMain(import.meta, run);
