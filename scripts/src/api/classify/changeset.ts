import { createHash } from "node:crypto";
import type { Bump } from "./change.ts";
import type { Classification } from "./classify.ts";

const shown = 200;

/** Packages whose types change with the document move as far as it does; the others only carry generated data. */
const typed = new Set(["api", "webhooks"]);

/** The changeset of a pull: a file name that the same changes always have, and its text. */
export function renderChangeset(
  classification: Classification,
  files: readonly string[],
): { name: string; text: string } | undefined {
  const packages = new Set(
    files.map((file) => /^packages\/([^/]+)\//.exec(file)?.[1]).filter((name) => name !== undefined),
  );
  if (packages.size === 0) return undefined;
  const bumps = [...packages].sort().map((name) => `"@schematic/${name}": ${bumpFor(name, classification.bump)}`);
  const lines = classification.changes.slice(0, shown).map(({ bump, text }) => `- ${bump}: ${escapeMarkdown(text)}`);
  const more = classification.changes.length - lines.length;
  const list = [...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join("\n");
  const text = `---\n${bumps.join("\n")}\n---\n\nFollow the API: ${headline(classification)}\n\n${list}`.trimEnd();
  const name = `api-${createHash("sha256").update(text).digest("hex").slice(0, 10)}.md`;
  return { name, text: `${text}\n` };
}

const bumpFor = (name: string, bump: Bump): Bump => (typed.has(name) ? bump : "patch");

function headline({ changes }: Classification): string {
  const count = (bump: Bump): number => changes.filter((change) => change.bump === bump).length;
  return `${count("major")} breaking, ${count("minor")} new, ${count("patch")} other changes.`;
}

/** Names come from outside: none may start markup or end the list. */
const escapeMarkdown = (text: string): string =>
  text.replace(/[\r\n]+/g, " ").replace(/[<>]/g, (sign) => (sign === "<" ? "&lt;" : "&gt;"));
