// Builds the package in the current folder. Each module format gets a file for every entry, files for what entries share, and types.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { bundle } from "./build/bundle.mjs";
import { copyTypes, emitTypes } from "./build/types.mjs";

const { bin, exports, imports = {} } = JSON.parse(readFileSync("package.json", "utf8"));

const leaves = (target) => (typeof target === "object" ? Object.values(target).flatMap(leaves) : [target]);

/** The names of the files that exports and private imports lead to, and of the one that the package's command starts. */
function entriesOf(format) {
  const folder = `./dist/${format}/`;
  const files = leaves({ exports, imports }).filter((file) => file.startsWith(folder) && file.endsWith(".js"));
  const names = files.map((file) => file.slice(folder.length, -".js".length));
  return bin !== undefined && format === "esm" ? [...names, "bin"] : names;
}

/** What CommonJS finds under the private imports. Its folder has a manifest, so Node looks there and no further. */
function requireTargets(target) {
  if (typeof target === "string") return target.replace("./dist/cjs/", "./");
  if (target.require !== undefined) return requireTargets(target.require);
  return Object.fromEntries(Object.entries(target).map(([key, value]) => [key, requireTargets(value)]));
}

rmSync("dist", { recursive: true, force: true });
emitTypes("dist/types");
for (const format of ["esm", "cjs"]) {
  const names = entriesOf(format);
  if (names.length === 0) continue;
  copyTypes(names, { from: "dist/types", to: `dist/${format}` });
  await bundle(names, format);
}
rmSync("dist/types", { recursive: true });
if (entriesOf("cjs").length > 0) {
  const manifest = { type: "commonjs", sideEffects: false, imports: requireTargets(imports) };
  writeFileSync("dist/cjs/package.json", `${JSON.stringify(manifest)}\n`);
}
