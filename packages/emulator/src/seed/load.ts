import { readFile } from "node:fs/promises";
import { extname, resolve as resolvePath } from "node:path";
import { checkSeed } from "./check-seed.ts";
import { importModule } from "./import-module.ts";
import { JsonTextError, readJson } from "./json-text.ts";
import { lineInModule } from "./literal.ts";
import { SeedError, type SeedPath } from "./references.ts";
import type { Seed } from "./seed.ts";

/** A seed and where its members stand, as far as that is known. */
export interface LoadedSeed {
  readonly seed: Seed;
  /** An error of the seed with the file and the line; without the line where a module does not write the member out. */
  locate(error: SeedError): Error;
}

interface LoadedValue {
  readonly value: unknown;
  readonly locate: LoadedSeed["locate"];
}

const scripts: ReadonlySet<string> = new Set([".ts", ".mts", ".js", ".mjs", ".cjs", ".cts"]);

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";

async function readText(file: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (error) {
    throw new Error(`${file}: cannot be read: ${firstLine(error)}`, { cause: error });
  }
}

/** An error of a seed with the file and the line; where it is about two places, with both lines. */
function locator(file: string, lineOf: (path: SeedPath) => number | undefined): LoadedSeed["locate"] {
  return (error) => {
    const line = lineOf(error.path);
    const other = error.other === undefined ? undefined : lineOf(error.other);
    const message = `${file}${line === undefined ? "" : `:${line}`}: ${error.message}`;
    return new Error(other === undefined ? message : `${message}, at line ${other}`, { cause: error });
  };
}

async function loadYaml(file: string): Promise<LoadedValue> {
  const { isNode, LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(await readText(file), { lineCounter: lines });
  const [problem] = document.errors;
  if (problem) throw new Error(`${file}:${problem.linePos?.[0].line ?? 1}: ${firstLine(problem)}`);
  const lineOf = (path: SeedPath): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  try {
    return { value: document.toJS() ?? {}, locate: locator(file, lineOf) };
  } catch (error) {
    throw new Error(`${file}:1: ${firstLine(error)}`, { cause: error });
  }
}

async function loadJson(file: string): Promise<LoadedValue> {
  const source = await readText(file);
  try {
    const { value, lineOf } = readJson(source);
    return { value, locate: locator(file, lineOf) };
  } catch (error) {
    const line = error instanceof JsonTextError ? error.line : 1;
    throw new Error(`${file}:${line}: ${firstLine(error)}`, { cause: error });
  }
}

/** The file with the line at which it does not parse or throws, as far as the error tells. */
function placeIn(error: unknown, file: string): string {
  const told = String((error as { readonly stack?: unknown } | null)?.stack ?? error);
  const after = told.split(file)[1] ?? "";
  return `${file}${/^:\d+/.exec(after)?.[0] ?? ""}`;
}

/** The default export of a module, or the one called `seed`. */
async function loadModule(file: string): Promise<LoadedValue> {
  const text = await readText(file);
  const module = await importModule(file).catch((error: unknown) => {
    throw new Error(`${placeIn(error, file)}: cannot be loaded: ${firstLine(error).trim()}`, { cause: error });
  });
  const value = module.seed ?? module.default;
  if (value === undefined) throw new Error(`${file}: must export a seed, by default or as "seed"`);
  return { value, locate: locator(file, (path) => lineInModule(text, path)) };
}

function loaderFor(extension: string): (file: string) => Promise<LoadedValue> {
  if (scripts.has(extension)) return loadModule;
  return extension.toLowerCase() === ".json" ? loadJson : loadYaml;
}

/** Reads and checks a seed file. Throws an error that names the file, the line and the member at fault. */
export async function loadSeed(path: string): Promise<LoadedSeed> {
  const file = resolvePath(path);
  const { value, locate } = await loaderFor(extname(file))(file);
  try {
    return { seed: await checkSeed(value), locate };
  } catch (error) {
    throw error instanceof SeedError ? locate(error) : error;
  }
}
