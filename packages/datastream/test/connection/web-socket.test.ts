import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { WebSocket } from "ws";
import { datastream } from "../../src/index.ts";
import { flag, serve } from "../support/fixtures.ts";
import { closeAll, probe } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

const root = join(import.meta.dirname, "../../../..");
const platform = globalThis as { Bun?: unknown; Deno?: unknown; WebSocket?: unknown; process?: unknown };
let server: StreamServer;
let opened: string[];

class Platform extends WebSocket {
  constructor(url: string, init: object) {
    super(url, init);
    opened.push(url);
  }
}

beforeEach(async () => {
  opened = [];
  server = await new StreamServer(serve({ flags: [flag("pro")], companies: [], users: [] })).listen();
});
afterEach(async () => {
  await closeAll();
  await server.close();
});

/** Runs with other globals. */
async function pretending(globals: Partial<typeof platform>, work: () => Promise<void>) {
  const names = Object.keys(globals) as (keyof typeof platform)[];
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
  try {
    for (const name of names) Object.defineProperty(globalThis, name, { value: globals[name], configurable: true });
    await work();
  } finally {
    for (const [at, name] of names.entries()) {
      Reflect.deleteProperty(globalThis, name);
      const descriptor = before[at];
      if (descriptor !== undefined) Object.defineProperty(globalThis, name, descriptor);
    }
  }
}

describe("the WebSocket", () => {
  it.each(["Bun", "Deno"])("is the platform's on %s, with the key in its headers", async (name) => {
    await pretending({ [name]: {}, WebSocket: Platform }, async () => {
      expect((await probe(server.url).ready()).ready).toBe(true);
    });
    expect(opened).toHaveLength(1);
    expect(server.last.headers["x-schematic-api-key"]).toBe("key_1");
  });

  it("is ws on Node, whatever the platform has", async () => {
    await pretending({ WebSocket: Platform }, async () => {
      expect((await probe(server.url).ready()).ready).toBe(true);
    });
    expect(opened).toHaveLength(0);
  });

  it("is missed clearly, and not asked for again in a hurry, where none can send headers", async () => {
    const under = probe(server.url, { random: () => 0 });
    await pretending({ process: undefined, WebSocket: Platform }, async () => {
      const status = await under.ready(200);
      expect(status.ready).toBe(false);
      expect(status.detail).toContain("cannot send the API key: pass `webSocket`, or use `replicator`");
    });
    expect(under.errors).toHaveLength(1);
    expect(under.lines.at(-1)).toContain("next attempt in 60 s");
    expect(opened).toHaveLength(0);
  });

  it("may be that of ws as it is; a browser's type is refused, since it cannot send headers", () => {
    datastream({ webSocket: WebSocket });
    // @ts-expect-error: protocols in the place of headers.
    datastream({ webSocket: globalThis.WebSocket });
  });
});

describe("a bundle for another platform", () => {
  it.each(["browser", "neutral"] as const)("is made without Node's modules for %s", async (target) => {
    const { outputFiles, warnings } = await build({
      entryPoints: [join(root, "packages/datastream/src/index.ts")],
      bundle: true,
      write: false,
      platform: target,
      format: "esm",
      conditions: ["workerd", "worker", "browser"],
      tsconfig: join(root, "tsconfig.json"),
    });
    expect(warnings).toEqual([]);
    expect(outputFiles[0]?.text).not.toMatch(/from "(node:|net|tls|http|ws)/);
  });
});
