// The reference has every public entry but the generated catalogues of types (`api/types`, `api/wire`), which would bury the rest.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const { paths } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8")).compilerOptions;
const catalogues = new Set(["@schematic/api/types", "@schematic/api/wire"]);
const entries = Object.entries(paths).filter(([name]) => name.startsWith("@") && !catalogues.has(name));

export default {
  plugin: ["typedoc-plugin-markdown", "./typedoc-entries.mjs"],
  entryPoints: entries.map(([, [file]]) => join(root, file)),
  tsconfig: "tsconfig.json",
  out: ".site/reference",
  name: "API reference",
  readme: "none",
  entryFileName: "index",
  excludePrivate: true,
  excludeInternal: true,
  disableSources: true,
  hideBreadcrumbs: true,
  skipErrorChecking: true,
  validation: false,
  logLevel: "Error",
};
