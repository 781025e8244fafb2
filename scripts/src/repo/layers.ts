/**
 * Checks which packages each built package imports at run time, in its code and in its published types:
 * the table below is law, entries not marked as Node's import no `node:` module, and nothing reaches into another package's folder.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { builtEntries, root, type WorkspacePackage, workspacePackages } from "./workspace.ts";

interface Layer {
  readonly siblings: readonly string[];
  readonly libraries: readonly string[];
  /** Subpaths that may import `node:` modules; `"*"`: all. */
  readonly node: readonly string[];
}

const layers: Readonly<Record<string, Layer>> = {
  api: { siblings: [], libraries: ["openapi-fetch"], node: [] },
  cache: { siblings: [], libraries: [], node: [] },
  webhooks: { siblings: [], libraries: [], node: ["./node", "./fastify"] },
  rulesengine: { siblings: [], libraries: [], node: [] },
  events: { siblings: ["@schematic/api/core"], libraries: [], node: ["./file"] },
  datastream: {
    siblings: ["@schematic/api/core", "@schematic/cache", "@schematic/rulesengine", "@schematic/rulesengine/wasm"],
    libraries: ["ws"],
    node: [],
  },
  client: {
    siblings: ["@schematic/api", "@schematic/api/core", "@schematic/cache", "@schematic/events"],
    libraries: [],
    node: [],
  },
  emulator: {
    siblings: ["@schematic/api", "@schematic/api/core", "@schematic/rulesengine", "@schematic/webhooks"],
    libraries: ["ajv", "jiti", "ws", "yaml"],
    node: ["*"],
  },
};

const packageName = (specifier: string) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
const isNode = (specifier: string) => specifier.startsWith("node:");

function faultOf(specifier: string, layer: Layer, subpath: string): string | undefined {
  if (isNode(specifier)) {
    return layer.node.includes("*") || layer.node.includes(subpath) ? undefined : "is not for every runtime";
  }
  const allowed = specifier.startsWith("@schematic/")
    ? layer.siblings.includes(specifier)
    : layer.libraries.includes(packageName(specifier));
  return allowed ? undefined : "is not in the layer table";
}

/** What an entry imports once its own files are put together; type-only imports have vanished. */
async function runtimeImports(
  pack: WorkspacePackage,
  entry: string,
): Promise<{ external: string[]; foreign: string[] }> {
  const { metafile } = await build({
    entryPoints: [join(pack.path, entry)],
    bundle: true,
    write: false,
    outdir: "unused",
    metafile: true,
    format: "esm",
    platform: "neutral",
    packages: "external",
    external: ["node:*", "*.wasm"],
    logLevel: "silent",
  });
  const external = Object.values(metafile.outputs).flatMap((output) =>
    output.imports.filter((imported) => imported.external).map((imported) => imported.path),
  );
  const foreign = Object.keys(metafile.inputs).filter((file) =>
    relative(pack.path, join(process.cwd(), file)).startsWith(".."),
  );
  return { external: [...new Set(external)].filter((specifier) => !/^[#.]/.test(specifier)), foreign };
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, "");

/** Packages that the published declarations name. */
function typeImports(pack: WorkspacePackage): string[] {
  const folder = join(pack.path, "dist/esm");
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".d.ts"));
  const specifiers = files.flatMap((file) =>
    [
      ...withoutComments(readFileSync(join(folder, file), "utf8")).matchAll(/(?:\bfrom\s+|\bimport\()"([^".#][^"]*)"/g),
    ].map((match) => match[1] ?? ""),
  );
  return [...new Set(specifiers)];
}

async function faultsOf(pack: WorkspacePackage): Promise<string[]> {
  const layer = layers[pack.folder];
  if (!layer) return [`packages/${pack.folder} is not in the layer table of scripts/src/repo/layers.ts`];
  const faults: string[] = [];
  for (const { subpath, file } of builtEntries(pack.manifest)) {
    const { external, foreign } = await runtimeImports(pack, file);
    for (const other of foreign) faults.push(`${pack.folder}/${file} reaches into ${other}`);
    for (const specifier of external) {
      const fault = faultOf(specifier, layer, subpath);
      if (fault) faults.push(`${pack.folder}/${file} imports ${specifier}, which ${fault}`);
      else if (!isNode(specifier) && !pack.manifest.dependencies?.[packageName(specifier)]) {
        faults.push(`${pack.folder}/${file} imports ${specifier}, which its package.json does not list`);
      }
    }
  }
  for (const specifier of typeImports(pack)) {
    const fault = faultOf(specifier, { ...layer, node: ["*"] }, "");
    if (fault) faults.push(`the types of ${pack.folder} name ${specifier}, which ${fault}`);
  }
  return faults;
}

process.chdir(root);
const faults = (await Promise.all(workspacePackages().map(faultsOf))).flat();
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? "Every package keeps to its layer." : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
