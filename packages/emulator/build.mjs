// Builds the package: its TypeScript as every package's, then the console that it serves.
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

function run(file, ...args) {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** Replaces the module behind `#emulator/console-folder`: each format has its own way to find its folder. */
function tellFolder(format, code) {
  const file = `dist/${format}/console-folder.js`;
  writeFileSync(file, code);
  rmSync(`${file}.map`, { force: true });
}

run("../../scripts/build.mjs");
tellFolder(
  "esm",
  `import { fileURLToPath } from "node:url";
export const consoleFolder = fileURLToPath(new URL("../console", import.meta.url));
`,
);
tellFolder(
  "cjs",
  `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.consoleFolder = require("node:path").join(__dirname, "../console");
`,
);
run("../../node_modules/typescript/bin/tsc", "--project", "console");
await build({ root: "console", configFile: "console/vite.config.ts", logLevel: "warn" });
