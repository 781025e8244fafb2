import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { runServer } from "verdaccio";

/** The registry that third-party packages are fetched from: the one this machine is set up for. */
const upstream = execFileSync("npm", ["config", "get", "registry"], {
  encoding: "utf8",
  stdio: ["ignore", "pipe", "ignore"],
}).trim();

function configuration(storage) {
  return {
    self_path: storage,
    storage,
    configPath: join(storage, "config.yaml"),
    uplinks: { upstream: { url: upstream, maxage: "1h", timeout: "60s" } },
    packages: {
      "@schematic/*": { access: "$all", publish: "$anonymous $all" },
      "**": { access: "$all", proxy: "upstream" },
    },
    max_body_size: "50mb",
    log: { type: "stdout", level: "fatal" },
  };
}

function userConfig(folder, url) {
  const file = join(folder, "npmrc");
  let own = "";
  try {
    own = readFileSync(join(homedir(), ".npmrc"), "utf8");
  } catch {
    // Most people have none.
  }
  const others = own.split("\n").filter((line) => !/^registry\s*=/.test(line));
  writeFileSync(file, [...others, `registry=${url}`, `//${new URL(url).host}/:_authToken=loopback`, ""].join("\n"));
  return file;
}

/** A registry on a free loopback port, empty of our packages; `env` points npm and pnpm at it. */
export async function startRegistry() {
  const folder = mkdtempSync(join(tmpdir(), "schematic-registry-"));
  const server = await runServer(configuration(folder));
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const { CI: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    npm_config_registry: url,
    npm_config_userconfig: userConfig(folder, url),
    npm_config_audit: "false",
    npm_config_fund: "false",
  };
  return {
    url,
    env,
    async manifest(name) {
      const response = await fetch(`${url}${name.replace("/", "%2f")}`);
      return response.status === 404 ? undefined : response.json();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
