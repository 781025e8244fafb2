// The webhooks README's recipes for servers that are no framework, in those servers, over HTTP.
import { join } from "node:path";
import { after, before, beforeEach, describe } from "node:test";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { genuineCases, overflowCases, refusalCases } from "../frameworks/cases.mjs";
import { address, counter, start } from "../frameworks/child.mjs";
import { closeClient, secret } from "../frameworks/client.mjs";
import { recipe } from "../frameworks/recipes.mjs";
import { makeProject } from "./project.mjs";

const bin = (name) => join(import.meta.dirname, "node_modules/.bin", name);
let project;
before(async () => {
  project = await makeProject();
});
after(() => {
  closeClient();
  project?.remove();
});

/** Serves a recipe with a program, on a port of its own choice that it prints. */
async function serveWith(command, args, { file, code }) {
  project.write(file, code);
  const env = { ...process.env, SCHEMATIC_WEBHOOK_SECRET: secret };
  const server = start(command, [...args, file], { cwd: project.folder, env });
  return { url: await address(server), printed: server.printed, stop: server.stop };
}

const servers = {
  Deno: () => {
    const options = "Deno.serve({ hostname: '127.0.0.1', port: 0 }, ";
    const code = recipe("Deno", { "Deno.serve(": options });
    return serveWith(bin("deno"), ["run", "--allow-all", "--node-modules-dir=manual"], { file: "deno.mjs", code });
  },
  Bun: () => {
    const served = "const { url } = Bun.serve({ hostname: '127.0.0.1', port: 0, ";
    const code = `${recipe("Bun", { "Bun.serve({": served })}\nconsole.log(url.href);`;
    return serveWith(bin("bun"), [], { file: "bun.mjs", code });
  },
  Workers: serveWorker,
};

async function serveWorker() {
  project.write("worker-recipe.js", recipe("Workers"));
  const { outputFiles } = await build({
    entryPoints: [join(project.folder, "worker-recipe.js")],
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["workerd", "worker"],
    external: ["cloudflare:workers"],
    platform: "neutral",
    logLevel: "silent",
  });
  let output = "";
  const collect = (chunk) => {
    output += chunk;
  };
  const miniflare = new Miniflare({
    modules: true,
    script: outputFiles[0].text,
    compatibilityDate: "2026-01-01",
    host: "127.0.0.1",
    bindings: { SCHEMATIC_WEBHOOK_SECRET: secret },
    handleRuntimeStdio: (...streams) => {
      for (const stream of streams) stream.setEncoding("utf8").on("data", collect);
    },
  });
  const { href } = await miniflare.ready;
  return { url: href, printed: counter(() => output), stop: () => miniflare.dispose() };
}

for (const [name, serve] of Object.entries(servers)) {
  describe(name, () => {
    let target;
    before(async () => {
      target = await serve();
    });
    after(() => target?.stop());
    genuineCases(() => target);
    refusalCases(() => target);
    // Cloudflare's network reads what a Worker leaves unread; workerd alone cuts such a connection.
    if (name === "Workers") beforeEach(closeClient);
    else overflowCases(() => target);
  });
}
