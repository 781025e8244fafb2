// One benchmark in a process of its own, as `run.mjs` starts it: `node --expose-gc one.mjs FILE REPORT` writes its tables as JSON.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [file, report] = process.argv.slice(2);
const { run } = await import(pathToFileURL(resolve(file)).href);
writeFileSync(report, JSON.stringify([await run()].flat()));
// What a peer left open does not matter any more.
process.exit(0);
