import { workspaceSources } from "./scripts/workspace-sources.mjs";

/** One run for every package: siblings resolve to one another's source, so tests need no build. */
export default {
  testMatch: ["<rootDir>/{packages/*,scripts,examples/demo}/test/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
  moduleNameMapper: workspaceSources(import.meta.dirname),
  injectGlobals: false,
  testEnvironment: "node",
  maxWorkers: 2,
};
