// Loads every built entry as a user would: both module formats give the same names, CommonJS also to an ES module that imports it;
// a source is in one file only, so that classes and state are one; maps lead to sources; and an import reads few files.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Each file costs an import about half a millisecond. With all that it imports, the client has nine.
const MAX_FILES = 10;

const require = createRequire(import.meta.url);
const packages = join(import.meta.dirname, "../packages");

/** The files of our packages that a CommonJS file loads, itself among them. */
function loadedBy(file, seen = new Set()) {
  seen.add(file);
  for (const { filename } of require.cache[file].children) {
    if (filename.startsWith(packages) && !seen.has(filename)) loadedBy(filename, seen);
  }
  return seen;
}

const namesIn = (exports) =>
  Object.keys(exports)
    .filter((name) => name !== "default" && name !== "module.exports")
    .sort()
    .join(" ");

async function entryFaults(esm, cjs) {
  const names = namesIn(await import(pathToFileURL(esm).href));
  const faults = [];
  if (namesIn(require(cjs)) !== names) faults.push(`${cjs} gives other names than ${esm}`);
  if (namesIn(await import(pathToFileURL(cjs).href)) !== names) faults.push(`${cjs} hides names from an ES module`);
  const count = loadedBy(cjs).size;
  if (count > MAX_FILES) faults.push(`${cjs} loads ${count} files (at most ${MAX_FILES})`);
  return faults;
}

/** The built files of a format hold each source once, and their maps lead to it. */
function sourceFaults(folder) {
  const maps = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".js.map"));
  const sources = maps.flatMap((file) => {
    const paths = JSON.parse(readFileSync(join(folder, file), "utf8")).sources;
    return paths.map((path) => join(folder, file, "..", path));
  });
  // The bundler's own few helpers have no file.
  const own = sources.filter((source) => source.endsWith(".ts"));
  return [
    ...(own.length === 0 ? [`${folder} has no maps`] : []),
    ...own.filter((source) => !existsSync(source)).map((source) => `${source} does not exist`),
    ...own.filter((source, at) => own.indexOf(source) !== at).map((source) => `${folder} holds ${source} twice`),
  ];
}

const faults = [];
for (const name of readdirSync(packages)) {
  const path = join(packages, name);
  const targets = Object.values(JSON.parse(readFileSync(join(path, "package.json"), "utf8")).exports);
  for (const target of targets.filter((target) => typeof target === "object")) {
    faults.push(...(await entryFaults(join(path, target.import.default), join(path, target.require.default))));
  }
  for (const format of ["esm", "cjs"]) faults.push(...sourceFaults(join(path, "dist", format)));
}
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? "Every entry loads alike in both formats." : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
