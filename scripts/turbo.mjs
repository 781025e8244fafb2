// Runs turbo with its telemetry off: it has no setting for that in turbo.json.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const turbo = fileURLToPath(new URL("../node_modules/turbo/bin/turbo", import.meta.url));
const { status } = spawnSync(process.execPath, [turbo, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
});
process.exit(status ?? 1);
