import { readFileSync } from "node:fs";
import { join } from "node:path";
import { normalise } from "./openapi/normalise.ts";
import { renderUpstream, writeTree } from "./workspace.ts";

const root = join(import.meta.dirname, "../../..");
console.log(
  (await writeTree(root, renderUpstream(normalise(JSON.parse(readFileSync(process.argv[2]!, "utf8")))))).length,
);
