// The recipes of the webhooks README, as modules: what the README says is what is tested.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { transformSync } from "esbuild";

const readme = readFileSync(join(import.meta.dirname, "../../packages/webhooks/README.md"), "utf8");
/** Where the modules are written: inside this workspace, so that they find its dependencies. */
export const folder = join(import.meta.dirname, ".recipes");

/** The code under a heading of the README, with a memory of handled events, and `edits` made to it. */
export function recipe(heading, edits = {}) {
  const code = readme.split(`### ${heading}\n`)[1]?.match(/```[jt]s\n([\s\S]*?)```/)?.[1];
  const all = { "on: {": "dedupe: new Map(), on: {", ...edits };
  return Object.entries(all).reduce((edited, [from, to]) => {
    if (!edited?.includes(from)) throw new Error(`the recipe for ${heading} has no ${from}`);
    return edited.replace(from, to);
  }, code);
}

/** Writes a recipe as JavaScript under `file`, and says where. */
export function write(file, code) {
  const path = join(folder, file);
  const tsconfigRaw = { compilerOptions: { experimentalDecorators: true } };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, transformSync(code, { loader: "ts", target: "es2022", tsconfigRaw }).code);
  return path;
}
