import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import * as entries from "./entries.mjs";
import { expected, expectedWithoutDatastream } from "./expected.mjs";
import { makeProject } from "./project.mjs";
import { startService } from "./service.mjs";
import { runtimes, typescripts } from "./targets.mjs";

/** Declarations are checked too: one that names a package which is not installed is an error. */
const strictCheck = { target: "es2022", noEmit: true, strict: true, skipLibCheck: false };

describe("the packed packages", () => {
  let project;
  let service;

  before(async () => {
    [project, service] = await Promise.all([makeProject(), startService()]);
    project.write("esm.mjs", entries.esm);
    project.write("cjs.cjs", entries.cjs);
    project.write("emulator.mjs", entries.emulator);
    project.write("worker.js", entries.worker);
  });
  after(async () => {
    project?.remove();
    await service?.stop();
  });

  for (const { name, command, args, networkArgs = args } of runtimes) {
    for (const file of ["esm.mjs", "cjs.cjs"]) {
      it(`run the scenario on ${name} from ${file}`, async () => {
        const output = await project.run(command, [...networkArgs, file, service.url]);
        assert.deepEqual(JSON.parse(output), expected);
        assert.ok(service.takeDelivered().some((event) => event.type === "track"));
      });
    }
  }

  for (const { name, command } of runtimes.filter(({ name }) => name.startsWith("Node"))) {
    it(`run the emulator on ${name}`, async () => {
      const output = await project.run(command, ["emulator.mjs"]);
      assert.deepEqual(JSON.parse(output), { value: true, source: "api" });
    });
  }

  it("run the scenario on Cloudflare's workerd", async () => {
    const { outputFiles } = await build({
      entryPoints: [join(project.folder, "worker.js")],
      bundle: true,
      write: false,
      format: "esm",
      conditions: ["workerd", "worker"],
      platform: "neutral",
      mainFields: ["module", "main"],
      logLevel: "silent",
    });
    const miniflare = new Miniflare({ modules: true, script: outputFiles[0].text, compatibilityDate: "2026-01-01" });
    try {
      const response = await miniflare.dispatchFetch(`http://localhost/?url=${encodeURIComponent(service.url)}`);
      assert.deepEqual(await response.json(), expectedWithoutDatastream);
    } finally {
      await miniflare.dispose();
    }
  });

  for (const { version, tsc } of typescripts) {
    for (const { title, files, options } of entries.typescriptUsers) {
      it(`type-check for a user of TypeScript ${version} with ${title}`, async () => {
        for (const [file, text] of Object.entries(files)) project.write(file, text);
        const compilerOptions = { ...options, ...strictCheck };
        project.write("tsconfig.json", JSON.stringify({ compilerOptions, files: Object.keys(files) }));
        await project.run(process.execPath, [tsc]);
      });
    }
  }
});
