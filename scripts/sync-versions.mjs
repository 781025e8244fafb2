// Packages name themselves and their version to the service. The constants follow the manifests: `pnpm run version`
// runs this right after changesets has moved them.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const packages = join(import.meta.dirname, "../packages");

for (const folder of readdirSync(packages)) {
  const { name, version } = JSON.parse(readFileSync(join(packages, folder, "package.json"), "utf8"));
  for (const file of ["src/version.ts", "src/core/version.ts"].map((path) => join(packages, folder, path))) {
    if (!existsSync(file)) continue;
    const text = readFileSync(file, "utf8");
    const [constant] = text.match(/"@schematic\/[^"]+"/) ?? [];
    if (constant === undefined) throw new Error(`${file} names no version`);
    writeFileSync(file, text.replace(constant, `"${name}/${version}"`));
  }
}
