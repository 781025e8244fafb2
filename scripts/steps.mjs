const node = process.execPath;
const bin = (name) => `node_modules/.bin/${name}`;
const check = (name, command, ...args) => ({ name, kind: "check", command, args });
const script = (name, file, ...args) => check(name, bin("tsx"), `scripts/src/repo/${file}`, ...args);

const suite = (name, ...args) => ({ name, kind: "suite", command: node, args });

/** Everything that the test command runs, in order; those with `isSlow` only with `--full`. */
export const steps = [
  check("build", node, "scripts/turbo.mjs", "run", "build", "--output-logs=errors-only"),
  check("lint and format", bin("biome"), "check", "."),
  check("promises", bin("oxlint"), "--type-aware"),
  check("types", bin("tsc"), "--project", "tsconfig.json"),
  script("layers", "layers.ts"),
  check("entries", node, "scripts/check-entries.mjs"),
  check("unused code and dependencies", bin("knip"), "--no-progress", "--no-config-hints"),
  // scripts/ keeps the TypeScript that openapi-typescript needs beside the one that builds.
  check("versions", bin("sherif"), "--fail-on-warnings", "--ignore-dependency", "typescript"),
  check("api drift", bin("tsx"), "scripts/src/api/check.ts"),
  script("packages", "packages.ts"),
  script("sizes", "sizes.ts"),
  {
    name: "jest",
    kind: "jest",
    command: node,
    args: ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", "node_modules/jest/bin/jest.js"],
  },
  suite("frameworks", "tests/run.mjs", "frameworks"),
  script("links", "links.ts"),
  // After the frameworks, whose types the snippets need.
  script("README snippets", "fences.ts"),
  suite("publishing", "tests/run.mjs", "publishing"),
  check("documentation site", node, "docs/build.mjs"),
  { ...suite("runtimes", "tests/run.mjs", "runtimes"), isSlow: true },
];
