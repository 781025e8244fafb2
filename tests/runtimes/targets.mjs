import { join } from "node:path";

/** A program or folder of this workspace's dependencies. */
export const bin = (...parts) => join(import.meta.dirname, "node_modules", ...parts);

const deno = (...permissions) => ["run", "--quiet", ...permissions, "--node-modules-dir=manual"];

/** The runtimes that run a file, the oldest Node that the packages promise among them. */
export const runtimes = [
  { name: "Node 20.19.0", command: bin("node20/bin/node"), args: [] },
  { name: "Node 22", command: bin("node22/bin/node"), args: [] },
  { name: "Node 24", command: bin("node24/bin/node"), args: [] },
  { name: "Bun", command: bin(".bin/bun"), args: [] },
  // The official engine asks for no permission; the scenario opens connections and reads the platform's name.
  { name: "Deno", command: bin(".bin/deno"), args: deno(), networkArgs: deno("--allow-all") },
];

/** The supported range of TypeScript, by the names of its packages here. */
export const typescripts = [
  { version: "5.7", tsc: bin("typescript57/bin/tsc") },
  { version: "5.8", tsc: bin("typescript58/bin/tsc") },
  { version: "5.9", tsc: bin("typescript59/bin/tsc") },
  { version: "6.0", tsc: bin("typescript60/bin/tsc") },
  { version: "7.0", tsc: bin("typescript70/bin/tsc") },
];
