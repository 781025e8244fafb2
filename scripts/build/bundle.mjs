import { rolldown } from "rolldown";
import { ownSources } from "./own-sources.mjs";
import { pureCalls } from "./pure-calls.mjs";

/**
 * Only the package's own TypeScript goes in, and what the compiler adds for syntax that is newer than the target: packages,
 * private imports and what else is built are found where the package is installed.
 */
const isForeign = (id) => !id.endsWith(".ts") && !id.includes("@oxc-project/runtime/");

/**
 * Puts the sources of the named entries together. What several entries use lands in a file that they share, so that
 * there is one of every class; a file holds nothing that the entries which load it do not all use.
 */
export async function bundle(names, format) {
  const build = await rolldown({
    input: Object.fromEntries(names.map((name) => [name, `src/${name}.ts`])),
    external: isForeign,
    platform: "neutral",
    transform: { target: "es2022" },
    plugins: [ownSources, pureCalls],
  });
  await build.write({
    dir: `dist/${format}`,
    format,
    chunkFileNames: "chunks/[name].js",
    // Sources are published beside.
    sourcemap: true,
    sourcemapExcludeSources: true,
    minifyInternalExports: false,
    // As TypeScript writes CommonJS; a native `import()` there fails in Jest.
    esModule: true,
    strict: true,
    dynamicImportInCjs: false,
  });
  await build.close();
}
