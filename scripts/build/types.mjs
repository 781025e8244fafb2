import { spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

/** Checks the package's types and writes their declarations; ends the build where there are errors. */
export function emitTypes(folder) {
  const options = ["--project", "tsconfig.json", "--emitDeclarationOnly", "--outDir", folder];
  const { status } = spawnSync(process.execPath, [tsc, ...options], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** Copies the declarations of the named entries and all that these lead to. */
export function copyTypes(names, { from, to }) {
  const files = new Set(names.map((name) => `${name}.d.ts`));
  // A set's loop also meets what is added while it runs.
  for (const file of files) {
    for (const other of relativeImports(from, file)) files.add(other);
    for (const part of [file, `${file}.map`]) cpSync(join(from, part), join(to, part));
  }
}

function relativeImports(folder, file) {
  const text = readFileSync(join(folder, file), "utf8");
  const specifiers = text.matchAll(/\b(?:from |import |import\()"(\.[^"]+)\.ts"/g);
  return Array.from(specifiers, ([, path]) => join(dirname(file), `${path}.d.ts`));
}
