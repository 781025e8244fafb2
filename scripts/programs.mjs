import { spawnSync } from "node:child_process";

/** Programs that tests start, and the Debian package each comes in. */
const programs = [
  { name: "redis-server", package: "redis-server" },
  { name: "chromium", package: "chromium" },
];

const isInstalled = ({ name }) => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;

/** Makes sure that the programs which tests start are there: installs Debian's packages where root, else says what to install. */
export function requirePrograms() {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return;
  const packages = missing.map((program) => program.package);
  if (process.getuid?.() === 0 && isInstalled({ name: "apt-get" })) {
    console.log(`Installing ${packages.join(", ")} from Debian's packages`);
    spawnSync("apt-get", ["update"], { stdio: "ignore" });
    spawnSync("apt-get", ["install", "--yes", "--no-install-recommends", ...packages], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  const absent = missing.filter((program) => !isInstalled(program));
  if (absent.length === 0) return;
  console.error(
    `The tests need ${absent.map(({ name }) => name).join(" and ")} on the PATH. On Debian or Ubuntu: sudo apt-get install ${absent.map((program) => program.package).join(" ")}`,
  );
  process.exit(1);
}
