/** Prints what each entry weighs for a user, bundled, minified and gzipped with all it imports, and fails where one is over its budget. */

import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "./workspace.ts";

interface Budget {
  readonly title: string;
  /** The folder of the package from which `code` is resolved. */
  readonly from: string;
  readonly code: string;
  readonly maxGzipBytes: number;
}

const kB = 1000;

const budgets: readonly Budget[] = [
  {
    title: "api: every operation",
    from: "api",
    code: 'export { createApi } from "@schematic/api";',
    maxGzipBytes: 16 * kB,
  },
  { title: "client", from: "client", code: 'export { Schematic } from "@schematic/client";', maxGzipBytes: 30 * kB },
  {
    title: "client/core: checks and events",
    from: "client",
    code: 'export * from "@schematic/client/core";',
    maxGzipBytes: 18.9 * kB,
  },
  {
    title: "rulesengine",
    from: "rulesengine",
    code: 'export { createEngine } from "@schematic/rulesengine";',
    maxGzipBytes: 8 * kB,
  },
  {
    title: "webhooks: verify and sign",
    from: "webhooks",
    code: 'export { verifySignature } from "@schematic/webhooks/node"; export { signWebhook } from "@schematic/webhooks";',
    maxGzipBytes: 3 * kB,
  },
  {
    title: "webhooks: typed events",
    from: "webhooks",
    code: 'export { verifyWebhook, signWebhook } from "@schematic/webhooks";',
    maxGzipBytes: 6 * kB,
  },
];

async function gzipBytes({ from, code }: Budget): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: join(root, "packages", from), sourcefile: "entry.js" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"],
    external: ["node:*"],
    // The repository's tsconfig leads to sources; what counts is what is published.
    tsconfigRaw: {},
    logLevel: "error",
  });
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
}

let over = 0;
for (const budget of budgets) {
  const bytes = await gzipBytes(budget);
  const isOver = bytes > budget.maxGzipBytes;
  if (isOver) over++;
  console.log(
    `${budget.title.padEnd(36)} ${String(bytes).padStart(6)} of ${budget.maxGzipBytes} bytes${isOver ? "  OVER" : ""}`,
  );
}
process.exitCode = over === 0 ? 0 : 1;
