import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const exactly = (name) => `^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;

/** The built ESM file that an export or private import leads to in Node. */
function builtFile(target) {
  if (typeof target === "string") return target;
  return target === undefined ? undefined : builtFile(target.node ?? target.import ?? target.default);
}

const toSource = (file) => file.replace("./dist/esm/", "src/").replace(/\.js$/, ".ts");

/** Maps every export and private import of every package to its TypeScript source, from the packages' own `exports` and `imports`. */
export function workspaceSources(root) {
  const mapping = {};
  for (const folder of readdirSync(join(root, "packages"))) {
    const manifest = JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8"));
    const entries = [
      ...Object.entries(manifest.exports ?? {}).map(([path, target]) => [manifest.name + path.slice(1), target]),
      ...Object.entries(manifest.imports ?? {}),
    ];
    for (const [name, target] of entries) {
      const file = builtFile(target);
      if (file?.startsWith("./dist/esm/") && file.endsWith(".js"))
        mapping[exactly(name)] = join(root, "packages", folder, toSource(file));
    }
  }
  return mapping;
}
