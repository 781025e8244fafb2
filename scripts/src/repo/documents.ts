import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root, workspacePackages } from "./workspace.ts";

/** Every Markdown document for users, relative to the repository. */
export function documents(): string[] {
  const packages = workspacePackages().map(({ folder }) => `packages/${folder}/README.md`);
  const guides = readdirSync(join(root, "docs/guides")).map((file) => `docs/guides/${file}`);
  const others = ["openapi/README.md", "packages/emulator/ADMIN.md", "examples/README.md", "bench/RESULTS.md"];
  return ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ...others, ...packages, ...guides].filter((file) =>
    existsSync(join(root, file)),
  );
}
