import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, run } from "./checkout.mjs";

/** Names of everything that npm put into `node_modules`. */
function installedPackages(folder) {
  const { packages } = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
  return Object.keys(packages)
    .filter((path) => path !== "")
    .map((path) => path.split("node_modules/").at(-1))
    .sort();
}

/** The text of all JavaScript in a folder. */
function scriptsIn(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".js"));
  return files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
}

function projectIn(folder, registry) {
  return {
    folder,
    install: (packages = []) =>
      run("npm", ["install", "--no-progress", ...packages], { cwd: folder, env: registry.env }),
    installed: () => installedPackages(folder),
    readScripts: (path) => scriptsIn(join(folder, path)),
    write: (file, text) => writeFileSync(join(folder, file), text),
    run: (command, args, env = {}) =>
      run(command, args, { cwd: folder, env: { ...process.env, ...env }, timeout: 180_000 }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** An empty project outside the workspace that installs from the registry on loopback. */
export function emptyProject(registry) {
  const folder = mkdtempSync(join(tmpdir(), "schematic-user-"));
  writeFileSync(join(folder, "package.json"), '{ "name": "user", "private": true, "type": "module" }\n');
  return projectIn(folder, registry);
}

/** A copy of one of `examples/`. */
export function exampleProject(name, registry) {
  const folder = mkdtempSync(join(tmpdir(), "schematic-example-"));
  cpSync(join(root, "examples", name), folder, { recursive: true });
  return projectIn(folder, registry);
}
