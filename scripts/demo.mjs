// Builds what the demo needs and runs it: `npx -y pnpm@10 demo [--serve]`.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function run(file, ...args) {
  const { status } = spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

run("scripts/turbo.mjs", "run", "build", "--filter=@schematic/example-demo...", "--output-logs=errors-only");
run("examples/demo/dist/esm/main.js", ...process.argv.slice(2));
