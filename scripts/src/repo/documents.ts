import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root, workspacePackages } from "./workspace.ts";

/** Every Markdown document for users, relative to the repository. */
export function documents(): string[] {
  const packages = workspacePackages().map(({ folder }) => `packages/${folder}/README.md`);
  const guides = existsSync(join(root, "docs"))
    ? readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".md") && !file.includes("node_modules"))
        .map((file) => `docs/${file}`)
    : [];
  return ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "openapi/README.md", ...packages, ...guides].filter(
    (file) => existsSync(join(root, file)),
  );
}
