/** Packs every package as it would be published and checks the tarballs: publint, are-the-types-wrong, and no workspace range left. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { root, type WorkspacePackage, workspacePackages } from "./workspace.ts";

function pack(path: string, destination: string): string {
  const before = new Set(readdirSync(destination));
  execFileSync("pnpm", ["pack", "--pack-destination", destination], { cwd: path, stdio: "ignore" });
  const file = readdirSync(destination).find((name) => !before.has(name));
  if (!file) throw new Error(`${path} packed to nothing`);
  return join(destination, file);
}

async function publintFaults(pack: WorkspacePackage, tarball: string): Promise<string[]> {
  const bytes = readFileSync(tarball);
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer },
    strict: true,
  });
  // Node reads private imports from the nearest manifest, which is each format's own, whatever publint says of nested ones.
  const faults = messages.filter(
    ({ code, args }) => !(code === "NESTED_PACKAGE_JSON_FIELD_IGNORED" && args.field === "imports"),
  );
  return faults.map((message) => `${pack.folder}: ${formatMessage(message, pkg)}`);
}

function typeFaults(pack: WorkspacePackage, tarball: string): string[] {
  const attw = join(root, "node_modules/.bin/attw");
  const { status, stdout } = spawnSync(
    attw,
    [tarball, "--profile", "node16", "--no-emoji", "--no-color", "--format", "table"],
    {
      encoding: "utf8",
    },
  );
  return status === 0 ? [] : [`${pack.folder}: the types are wrong\n${stdout}`];
}

function contentFaults(pack: WorkspacePackage, tarball: string): string[] {
  const manifest = execFileSync("tar", ["-xzOf", tarball, "package/package.json"], { encoding: "utf8" });
  const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");
  const faults: string[] = [];
  if (manifest.includes("workspace:")) faults.push(`${pack.folder}: a workspace range would be published`);
  for (const needed of ["package/README.md", "package/LICENSE"]) {
    if (!files.includes(needed)) faults.push(`${pack.folder}: ${needed} is not in the tarball`);
  }
  const strays = files.filter((file) => /\.tsbuildinfo$|\/test\/|\.env/.test(file));
  return [...faults, ...strays.map((file) => `${pack.folder}: ${file} should not be published`)];
}

const destination = mkdtempSync(join(tmpdir(), "schematic-pack-"));
const faults: string[] = [];
for (const workspacePackage of workspacePackages()) {
  const tarball = pack(workspacePackage.path, destination);
  faults.push(...contentFaults(workspacePackage, tarball), ...(await publintFaults(workspacePackage, tarball)));
  faults.push(...typeFaults(workspacePackage, tarball));
}
rmSync(destination, { recursive: true, force: true });
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? "Every package packs well." : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
