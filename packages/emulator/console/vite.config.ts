import { defineConfig } from "vite";

/** Plain files and no inline code, so that the strictest content security policy holds. */
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../dist/console",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // What is built holds Preact, whose licence has to go with it. Were the file called a licence, pnpm would leave ours out of the package.
    license: { fileName: "third-party-notices.md" },
    modulePreload: { polyfill: false },
    target: "es2022",
  },
});
