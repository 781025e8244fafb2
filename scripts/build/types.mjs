import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
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
    const text = readFileSync(join(from, file), "utf8");
    for (const other of relativeImports(file, text)) files.add(other);
    cpSync(join(from, file), join(to, file));
    // The declaration of a generated type is its source: a map would weigh as much and lead nowhere better.
    if (isGenerated(file)) writeFileSync(join(to, file), text.replace(/^\/\/# sourceMappingURL=.*/m, ""));
    else cpSync(join(from, `${file}.map`), join(to, `${file}.map`));
  }
}

const isGenerated = (file) => file.startsWith("generated/");

function relativeImports(file, text) {
  const specifiers = text.matchAll(/\b(?:from |import |import\()"(\.[^"]+)\.ts"/g);
  return Array.from(specifiers, ([, path]) => join(dirname(file), `${path}.d.ts`));
}
