// Builds the site into docs/dist: package READMEs become pages, typedoc writes the reference, VitePress checks every link.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const docs = import.meta.dirname;
const packages = readdirSync(join(docs, "../packages"));

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: docs, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) process.exit(status ?? 1);
}

/** READMEs link to their repository neighbours; on the site those are pages. */
function asPage(text) {
  return text
    .replaceAll(/\]\((?:\.\.\/)*packages\/([a-z]+)\/README\.md(#[^)]*)?\)/g, "](/packages/$1$2)")
    .replaceAll(/\]\(\.\.\/([a-z]+)\/README\.md(#[^)]*)?\)/g, "](/packages/$1$2)")
    .replaceAll(/\]\((?:\.\.\/)+docs\/guides\/([a-z-]+)\.md(#[^)]*)?\)/g, "](/guides/$1$2)");
}

rmSync(join(docs, "packages"), { recursive: true, force: true });
mkdirSync(join(docs, "packages"));
for (const name of packages) {
  const readme = readFileSync(join(docs, "../packages", name, "README.md"), "utf8");
  writeFileSync(join(docs, "packages", `${name}.md`), asPage(readme));
}
copyFileSync(join(docs, "../ARCHITECTURE.md"), join(docs, "architecture.md"));
run("node_modules/typedoc/bin/typedoc", "--options", "typedoc.json");
run("node_modules/vitepress/bin/vitepress.js", "build", ".");
