import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { officialEngineBytes } from "../scripts/official-engine.mjs";
import { writeEngine } from "../scripts/write-engine.mjs";
import { RulesEngineError as EngineError } from "../src/index.ts";
import { loadWasmEngine, RulesEngineError } from "../src/wasm.ts";
import { companyOf, flagOf, meteredRule, metricOf } from "./support/data.ts";

// What version 1.6.2 of the vendor's package carries.
const SHA_256 = "3d56346c9de88b766b31bd2efed028cb42471e5cba4c6ee0655fbd420c7f7522";
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

describe("loadWasmEngine", () => {
  it("answers objects and texts alike", async () => {
    const engine = await loadWasmEngine();
    expect(engine.versionKey).toBe("4b54a537");
    const [flag, company] = [flagOf({ name: "Ünïcödé 😀" }), companyOf({ id: "société" })];
    const text = engine.checkFlagText(JSON.stringify(flag), JSON.stringify(company));
    expect(engine.checkFlag(flag, company)).toEqual(JSON.parse(text));
    expect(text).toContain('"companyId":"société"');
  });

  it("reads the clock that it is given", async () => {
    const engine = await loadWasmEngine({ now: () => Date.UTC(2026, 1, 3) });
    const flag = flagOf({ rules: [meteredRule()] });
    const company = companyOf({ metrics: [metricOf("call", 3)] });
    expect(engine.checkFlag(flag, company).featureUsageResetAt).toBe("2026-03-01T00:00:00+00:00");
  });

  it("goes on in a new instance after a trap", async () => {
    let now = Number.POSITIVE_INFINITY;
    const engine = await loadWasmEngine({ now: () => now });
    const flag = flagOf({ rules: [meteredRule()] });
    expect(() => engine.checkFlag(flag, companyOf())).toThrow(WebAssembly.RuntimeError);
    now = 0;
    expect(engine.checkFlag(flag, companyOf()).featureUsageResetAt).toBe("1970-02-01T00:00:00+00:00");
  });

  it("refuses with the official text, as the same error as the other engine", async () => {
    const engine = await loadWasmEngine();
    expect(() => engine.checkFlagText("{}")).toThrow(new RulesEngineError("missing field `id` at line 1 column 2"));
    expect(RulesEngineError).toBe(EngineError);
  });

  it("lets nothing but texts into the engine's memory", async () => {
    const engine = await loadWasmEngine();
    for (const wrong of [undefined, null, 7, {}] as unknown as string[]) {
      expect(() => engine.checkFlagText(wrong)).toThrow(TypeError);
    }
    expect(() => engine.checkFlagText("{}", 7 as unknown as string)).toThrow(TypeError);
  });

  it("keeps its memory level over many checks and refusals", async () => {
    const { engine, memory } = await engineWithMemory();
    const [flag, company] = [JSON.stringify(flagOf()), JSON.stringify(companyOf({ keys: { é: "😀".repeat(500) } }))];
    const checks = (count: number) => {
      for (let i = 0; i < count; i++) {
        engine.checkFlagText(flag, company);
        expect(() => engine.checkFlagText("{}")).toThrow();
      }
      return memory.buffer.byteLength;
    };
    const size = checks(100);
    expect(checks(3_000)).toBe(size);
  });
});

describe("loadWasmEngine({ module })", () => {
  const flag = flagOf();
  const require = createRequire(import.meta.url);
  const vendor = "@schematichq/schematic-typescript-node";
  const vendorLoader = () => require(join(dirname(require.resolve(vendor)), "wasm/rulesengine.js")) as object;

  it("runs a module that was compiled elsewhere", async () => {
    const engine = await loadWasmEngine({ module: await WebAssembly.compile(officialEngineBytes()) });
    expect(engine.checkFlag(flag).value).toBe(true);
  });

  it("runs the vendor's own package, however it was imported", async () => {
    const loader = vendorLoader();
    let started = 0;
    const start = () => started++;
    for (const module of [loader, { default: loader }, { ...loader, default: start }]) {
      const engine = await loadWasmEngine({ module });
      expect(engine.versionKey).toBe("4b54a537");
      expect(engine.checkFlag(flag).value).toBe(true);
      expect(() => engine.checkFlag({})).toThrow(RulesEngineError);
    }
    expect(started).toBe(1);
  });

  it("refuses a clock for the vendor's package, which reads its own", async () => {
    await expect(loadWasmEngine({ module: vendorLoader(), now: () => 0 })).rejects.toThrow("now");
  });

  it("refuses what is not the official engine", async () => {
    const empty = await WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    await expect(loadWasmEngine({ module: empty })).rejects.toThrow(TypeError);
    await expect(loadWasmEngine({ module: {} })).rejects.toThrow("RulesEngineJS");
  });
});

describe("a build", () => {
  const dist = mkdtempSync(join(tmpdir(), "rulesengine-"));
  afterAll(() => rmSync(dist, { recursive: true, force: true }));

  it("carries the official bytes in both formats, as a file, and with their licence", () => {
    writeEngine(dist);
    writeFileSync(join(dist, "esm/package.json"), '{ "type": "module" }');
    const print = "process.stdout.write(engineBytes)";
    const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: dist, encoding: "utf8" });
    const esm = run("--input-type=module", "-e", `import { engineBytes } from "./esm/wasm/engine-bytes.js"; ${print}`);
    const cjs = run(
      "--input-type=commonjs",
      "-e",
      `const { engineBytes } = require("./cjs/wasm/engine-bytes.js"); ${print}`,
    );
    expect(sha256(Buffer.from(esm, "base64"))).toBe(SHA_256);
    expect(cjs).toBe(esm);
    expect(sha256(readFileSync(join(dist, "esm/wasm/engine.wasm")))).toBe(SHA_256);
    for (const file of ["official-engine.LICENSE", "esm/wasm/engine-bytes.js", "cjs/wasm/engine-bytes.js"]) {
      expect(readFileSync(join(dist, file), "utf8")).toContain("Permission is hereby granted, free of charge");
    }
  });
});

/** An engine and its memory, which it does not show by itself. */
async function engineWithMemory() {
  const { Instance } = WebAssembly;
  const instances: WebAssembly.Instance[] = [];
  WebAssembly.Instance = class extends Instance {
    constructor(...args: ConstructorParameters<typeof Instance>) {
      super(...args);
      instances.push(this);
    }
  };
  try {
    const engine = await loadWasmEngine();
    return { engine, memory: instances[0]?.exports.memory as WebAssembly.Memory };
  } finally {
    WebAssembly.Instance = Instance;
  }
}
