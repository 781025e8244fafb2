import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { officialEngineBytes, officialEngineLicence } from "./official-engine.mjs";

/** Writes the official engine into a build: base64 chunks, the plain file and the licence. */
export function writeEngine(dist) {
  const bytes = officialEngineBytes();
  const licence = officialEngineLicence();
  const comment = `/*! The official Schematic rules engine.\n\n${licence.trim()}\n*/\n`;
  const base64 = JSON.stringify(bytes.toString("base64"));
  for (const [format, declaration] of [
    ["esm", "export const engineBytes ="],
    ["cjs", '"use strict";\nexports.engineBytes ='],
  ]) {
    mkdirSync(join(dist, format, "wasm"), { recursive: true });
    writeFileSync(join(dist, format, "wasm/engine-bytes.js"), `${comment}${declaration} ${base64};\n`);
  }
  writeFileSync(join(dist, "esm/wasm/engine.wasm"), bytes);
  writeFileSync(join(dist, "official-engine.LICENSE"), licence);
}
