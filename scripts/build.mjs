// Builds the package in the current folder: its TypeScript once as ESM and once as CommonJS, with types for each.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));

function compile(...options) {
  const { status } = spawnSync(process.execPath, [tsc, "--project", "tsconfig.json", ...options], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** The package's private imports as the given format sees them: its folder has a manifest, so Node looks there and no further. */
function privateImports(format, targets = JSON.parse(readFileSync("package.json", "utf8")).imports) {
  if (typeof targets === "string") return targets.replace(`./dist/${format}/`, "./");
  const only = targets?.[format === "esm" ? "import" : "require"];
  if (only !== undefined) return privateImports(format, only);
  if (targets === undefined) return undefined;
  return Object.fromEntries(Object.entries(targets).map(([key, target]) => [key, privateImports(format, target)]));
}

rmSync("dist", { recursive: true, force: true });
compile("--outDir", "dist/esm");
compile(
  "--outDir",
  "dist/cjs",
  "--module",
  "commonjs",
  "--moduleResolution",
  "bundler",
  "--verbatimModuleSyntax",
  "false",
);
for (const [format, type] of [
  ["esm", "module"],
  ["cjs", "commonjs"],
]) {
  mkdirSync(`dist/${format}`, { recursive: true });
  writeFileSync(
    `dist/${format}/package.json`,
    `${JSON.stringify({ type, sideEffects: false, imports: privateImports(format) })}\n`,
  );
}
