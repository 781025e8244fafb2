// Builds the package, and puts the official WASM engine into it: as base64 in a chunk of its own for each module format, and
// as a file for runtimes that compile modules when they deploy.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { writeEngine } from "./scripts/write-engine.mjs";

const build = fileURLToPath(new URL("../../scripts/build.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [build], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
writeEngine("dist");
