import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The repository's folder. */
export const root = join(import.meta.dirname, "../../..");

/** What the checks read of a package's manifest. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, ExportTarget>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

type ExportTarget = string | Readonly<Record<string, unknown>>;

/** One package of `packages/`. */
export interface WorkspacePackage {
  readonly folder: string;
  readonly path: string;
  readonly manifest: Manifest;
}

/** Every package of `packages/`. */
export function workspacePackages(): WorkspacePackage[] {
  return readdirSync(join(root, "packages")).map((folder) => {
    const path = join(root, "packages", folder);
    return { folder, path, manifest: JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Manifest };
  });
}

/** Every built ESM file that an export leads to under any condition. */
export function builtEntries(manifest: Manifest): { subpath: string; file: string }[] {
  return Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    leaves(target)
      .filter((file) => file.startsWith("./dist/esm/") && file.endsWith(".js"))
      .map((file) => ({ subpath, file: file.slice(2) })),
  );
}

function leaves(target: unknown): string[] {
  if (typeof target === "string") return [target];
  return Object.values(target as Record<string, unknown>).flatMap(leaves);
}
