// The tests of this folder alone: `node tests/frameworks/run.mjs [words of file names]`, over the built packages.
process.argv.splice(2, 0, "frameworks");
await import("../run.mjs");
