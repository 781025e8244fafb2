/** Compiles every TypeScript fence of the documentation as a module of its own, against the packages' sources. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { documents } from "./documents.ts";
import { root } from "./workspace.ts";

const folder = join(root, ".fences");

/** Where frameworks and clients that the documentation shows are installed. */
const peerFolders = [
  "packages/cache",
  "packages/client",
  "packages/datastream",
  "packages/emulator",
  "tests/frameworks",
];

interface Fence {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

/** The ```ts fences of a document. */
export function fencesOf(document: string, text: string): Fence[] {
  return [...text.matchAll(/^```(?:ts|typescript|tsx)\b[^\n]*\n([\s\S]*?)^```/gm)].map((match) => {
    const line = text.slice(0, match.index).split("\n").length + 1;
    const file = `${document.replace(/[/.]/g, "-")}-${line}.ts`;
    return { file, line, code: match[1] ?? "" };
  });
}

/** The packages in a `node_modules` folder, scoped ones by their whole names. */
function installed(modules: string): string[] {
  const names = existsSync(modules) ? readdirSync(modules).filter((name) => !name.startsWith(".")) : [];
  return names.flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((part) => `${name}/${part}`) : [name],
  );
}

/** Puts the peers where the snippets find them: `paths` would bypass their `exports`. */
function linkPeers(): void {
  for (const peer of peerFolders) {
    const modules = join(root, peer, "node_modules");
    for (const name of installed(modules)) {
      const link = join(folder, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      if (!existsSync(link)) symlinkSync(join(modules, name), link);
    }
  }
}

function configuration(): object {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  const paths = Object.fromEntries(
    Object.entries(compilerOptions.paths as Record<string, string[]>).map(([name, files]) => [
      name,
      files.map((file) => `.${file}`),
    ]),
  );
  return {
    extends: "../tsconfig.base.json",
    compilerOptions: {
      noEmit: true,
      declaration: false,
      declarationMap: false,
      moduleDetection: "force",
      jsx: "preserve",
      noUnusedLocals: false,
      paths,
    },
    include: ["*.ts"],
  };
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const fences = documents().flatMap((document) => fencesOf(document, readFileSync(join(root, document), "utf8")));
for (const { file, code } of fences) writeFileSync(join(folder, file), code);
linkPeers();
writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(configuration(), null, 2));
const { status } = spawnSync(join(root, "node_modules/.bin/tsc"), ["--project", join(folder, "tsconfig.json")], {
  stdio: "inherit",
});
console.log(
  `${fences.length} snippets ${status === 0 ? "compile" : "were compiled, with errors; files are named document-line.ts in .fences/"}`,
);
if (status === 0) rmSync(folder, { recursive: true, force: true });
process.exitCode = status === 0 && fences.length > 0 ? 0 : 1;
