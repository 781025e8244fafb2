// Builds the site into docs/dist: guides and package READMEs become pages, typedoc writes the reference, and every link of the built pages is followed.
// The first run installs the site's own dependencies.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const docs = import.meta.dirname;
const root = join(docs, "..");
const site = join(docs, ".site");

function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: docs, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) process.exit(status ?? 1);
}

/** Documents link to their neighbours in the repository; on the site those are pages, and folders are nothing. */
const rewrites = [
  [/\]\((?:\.\.\/)+examples\/README\.md\)/g, "](/examples)"],
  [/\]\((?:\.\.\/)*(?:packages\/)?([a-z]+)\/README\.md(#[^)]*)?\)/g, "](/packages/$1$2)"],
  [/\]\((?:\.\.\/)+docs\/guides\/([a-z-]+)\.md(#[^)]*)?\)/g, "](/guides/$1$2)"],
  [/\]\((?:\.\/)?ADMIN\.md\)/g, "](/packages/emulator-admin)"],
  [/\[([^\]]+)\]\([a-z-]+\)/g, "$1"],
];

function asPage(text) {
  return rewrites.reduce((page, [from, to]) => page.replaceAll(from, to), text);
}

function addPage(source, page) {
  writeFileSync(join(site, page), asPage(readFileSync(source, "utf8")));
}

function addPackage(name) {
  const folder = join(root, "packages", name);
  addPage(join(folder, "README.md"), `packages/${name}.md`);
  if (existsSync(join(folder, "docs"))) cpSync(join(folder, "docs"), join(site, "packages/docs"), { recursive: true });
}

rmSync(site, { recursive: true, force: true });
for (const folder of ["guides", "packages"]) mkdirSync(join(site, folder), { recursive: true });
for (const guide of readdirSync(join(docs, "guides"))) addPage(join(docs, "guides", guide), `guides/${guide}`);
for (const name of readdirSync(join(root, "packages"))) addPackage(name);
addPage(join(root, "packages/emulator/ADMIN.md"), "packages/emulator-admin.md");
addPage(join(root, "ARCHITECTURE.md"), "architecture.md");
addPage(join(root, "examples/README.md"), "examples.md");
addPage(join(docs, "index.md"), "index.md");
run("npx", "--yes", "pnpm@10", "install", "--frozen-lockfile", "--prefer-offline");
run(process.execPath, "node_modules/typedoc/bin/typedoc", "--options", "typedoc.config.mjs");
run(process.execPath, "node_modules/vitepress/bin/vitepress.js", "build", ".");
run(process.execPath, "check-site.mjs");
