/** Checks every link of the documentation that stays in the repository: the file is there, and so is the heading that it names. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { documents } from "./documents.ts";
import { root } from "./workspace.ts";

/** Written by a command, so not in every checkout. */
const generated: ReadonlySet<string> = new Set(["bench/RESULTS.md"]);

const withoutCode = (text: string) =>
  text.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ""));

/** The anchors of a document's headings, as GitHub and the site make them. */
function anchorsOf(text: string): Set<string> {
  const headings = [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replaceAll(/\s/g, "-"),
    ),
  );
}

/** Where the links and pictures of a document lead that are no addresses on the web. */
function localLinks(text: string): string[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^(?:[a-z]+:|\/)/.test(target));
}

/** What is wrong with a link in a document. */
function fault(document: string, target: string): string | undefined {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? document : relative(root, join(root, dirname(document), path));
  if (!existsSync(join(root, file))) return generated.has(file) ? undefined : `${document}: no file ${target}`;
  if (anchor === undefined || statSync(join(root, file)).isDirectory()) return undefined;
  return anchorsOf(readFileSync(join(root, file), "utf8")).has(anchor)
    ? undefined
    : `${document}: no heading ${target}`;
}

const links = documents().flatMap((document) =>
  localLinks(readFileSync(join(root, document), "utf8")).map((target) => ({ document, target })),
);
const faults = links.flatMap(({ document, target }) => fault(document, target) ?? []);
for (const line of faults) console.error(line);
console.log(`${links.length} links, ${faults.length} of them lead nowhere`);
process.exitCode = faults.length === 0 && links.length > 0 ? 0 : 1;
