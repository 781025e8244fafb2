import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { checkOut } from "./checkout.mjs";
import { examples } from "./examples.mjs";
import { installs } from "./installs.mjs";
import { startLocalService } from "./local-service.mjs";
import { startRegistry } from "./registry.mjs";
import { emptyProject, exampleProject } from "./user-project.mjs";

const names = ["api", "cache", "client", "datastream", "emulator", "events", "rulesengine", "webhooks"];

/** Declarations are checked too: one that names a package which is not installed is an error. */
const strictTypes = {
  compilerOptions: {
    ...{ target: "es2022", module: "node16", moduleResolution: "node16" },
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, types: ["node"] },
  },
  files: ["main.ts"],
};

describe("a release", () => {
  let registry;
  let checkout;
  let service;

  const versions = async () => {
    const entries = names.map(async (name) => [
      name,
      Object.keys((await registry.manifest(`@schematic/${name}`))?.versions ?? {}).sort(),
    ]);
    return Object.fromEntries(await Promise.all(entries));
  };
  const release = async (changeset) => {
    checkout.write(".changeset/rehearsal.md", changeset);
    await checkout.pnpm(registry, "run", "version");
    await checkout.commit("Version");
    await checkout.pnpm(registry, "release");
  };

  before(async () => {
    [registry, checkout, service] = await Promise.all([startRegistry(), checkOut(), startLocalService()]);
  });
  after(async () => {
    checkout?.remove();
    await service?.stop();
    await registry?.stop();
  });

  it("publishes every package the first time", async () => {
    await checkout.pnpm(registry, "release");
    assert.deepEqual(await versions(), Object.fromEntries(names.map((name) => [name, ["1.0.0"]])));
  });

  for (const { title, install, brings, code } of installs) {
    it(`can be installed and used: ${title}`, async () => {
      const project = emptyProject(registry);
      try {
        await project.install(install);
        assert.deepEqual(project.installed(), brings);
        await project.install(["--save-dev", "typescript@5.9.3", "@types/node@20.19.43"]);
        project.write("main.ts", code);
        project.write("tsconfig.json", JSON.stringify(strictTypes));
        await project.run("npx", ["tsc"]);
        await project.run("node", ["main.js"], service.env);
      } finally {
        project.remove();
      }
    });
  }

  for (const { name, run, isSlow } of examples) {
    const skip = isSlow && process.env.FULL !== "1" ? "part of test:full" : false;
    it(`runs the example ${name}`, { skip }, async () => {
      const project = exampleProject(name, registry);
      try {
        await project.install();
        await run(project, service);
      } finally {
        project.remove();
      }
    });
  }

  it("publishes nothing when nothing changed", async () => {
    const before = await versions();
    const output = await checkout.pnpm(registry, "release");
    assert.doesNotMatch(output, /packages published successfully/);
    assert.deepEqual(await versions(), before);
  });

  it("moves one package alone for a fix, and writes its changelog", async () => {
    await release('---\n"@schematic/webhooks": patch\n---\n\nA fix of the rehearsal.\n');
    const published = await versions();
    assert.deepEqual(published.webhooks, ["1.0.0", "1.0.1"]);
    for (const name of names.filter((name) => name !== "webhooks")) assert.deepEqual(published[name], ["1.0.0"], name);
    assert.match(checkout.read("packages/webhooks/CHANGELOG.md"), /## 1\.0\.1[\s\S]*A fix of the rehearsal\./);
  });

  it("moves the dependents too when a change breaks their range, and gives them the new one", async () => {
    await release('---\n"@schematic/cache": major\n---\n\nA break of the rehearsal.\n');
    const published = await versions();
    assert.deepEqual(published.cache, ["1.0.0", "2.0.0"]);
    for (const name of ["client", "datastream"]) {
      assert.deepEqual(published[name], ["1.0.0", "1.0.1"], name);
      const manifest = await registry.manifest(`@schematic/${name}`);
      assert.equal(manifest.versions["1.0.1"].dependencies["@schematic/cache"], "^2.0.0");
      assert.match(checkout.read(`packages/${name}/CHANGELOG.md`), /@schematic\/cache@2\.0\.0/);
    }
    for (const name of ["api", "events", "rulesengine", "emulator"]) assert.deepEqual(published[name], ["1.0.0"], name);
  });

  it("publishes packages that name themselves to the service by the version that they have", async () => {
    const project = emptyProject(registry);
    try {
      await project.install(["@schematic/client"]);
      for (const [name, version] of [
        ["client", "1.0.1"],
        ["events", "1.0.0"],
        ["api", "1.0.0"],
      ]) {
        for (const format of ["esm", "cjs"]) {
          const text = project.readScripts(`node_modules/@schematic/${name}/dist/${format}`);
          const named = text.match(new RegExp(`"@schematic/${name}/\\d[^"]*"`, "g"));
          assert.deepEqual(new Set(named), new Set([`"@schematic/${name}/${version}"`]));
        }
      }
    } finally {
      project.remove();
    }
  });
});
