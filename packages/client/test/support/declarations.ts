import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const folder = dirname(createRequire(import.meta.url).resolve("@schematichq/schematic-typescript-node"));

/** A declaration file of the official SDK, without comments. */
function declarations(file: string): string {
  return readFileSync(join(folder, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
}

/** The names that the official SDK exports, or one of its modules; a file that is exported whole counts by its name. */
export function exportedNames(file = "index.d.ts"): string[] {
  const text = declarations(file);
  const lists = [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list = ""]) => list.split(","));
  const wholes = [...text.matchAll(/export \* (?:as (\w+)|from "\.\/(\w+)")/g)].map(
    ([, name, path]) => name ?? path ?? "",
  );
  return [...wholes, ...lists.map((name) => name.replace(/\btype\b/, "").trim()).filter((name) => name !== "")];
}

/** The members of an interface or class, private ones left out, and of the object types in it. */
export function memberNames(file: string, type: string): string[] {
  const body = new RegExp(`(?:interface|class) ${type}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(declarations(file))?.[1];
  if (body === undefined) throw new Error(`${file} declares no ${type}`);
  const lines = body.split("\n").filter((line) => !/^\s*(?:private|protected|constructor|static)\b/.test(line));
  return lines.flatMap((line) => /^\s+(?:readonly |get )?(\w+)[?(:<]/.exec(line)?.[1] ?? []);
}
