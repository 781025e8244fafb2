// Follows every link within the built site, menus included: the page must be there, and so must what an anchor names.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const dist = join(import.meta.dirname, "dist");
const pages = new Map(
  readdirSync(dist, { recursive: true })
    .filter((file) => file.endsWith(".html") && file !== "404.html")
    .map((file) => [file, readFileSync(join(dist, file), "utf8")]),
);

/** The file that a server gives for a path: the site's addresses have no ending. */
function fileOf(path) {
  const name = decodeURIComponent(path).replace(/^\//, "");
  const candidates = name === "" || name.endsWith("/") ? [`${name}index.html`] : [name, `${name}.html`];
  return candidates.find((file) => pages.has(file) || (file !== "" && existsSync(join(dist, file))));
}

/** What is wrong with a link on a page. */
function fault(page, href) {
  const { pathname, hash } = new URL(
    href.replaceAll("&amp;", "&"),
    `http://site/${page.replace(/(?:index)?\.html$/, "")}`,
  );
  const file = fileOf(pathname);
  if (file === undefined) return `${page}: no page ${href}`;
  const id = decodeURIComponent(hash.slice(1));
  return id === "" || !pages.has(file) || pages.get(file).includes(`id="${id}"`)
    ? undefined
    : `${page}: no heading ${href}`;
}

const links = [...pages].flatMap(([page, html]) =>
  [...new Set(Array.from(html.matchAll(/<a\b[^>]*\shref="([^"]+)"/g), ([, href]) => href))]
    .filter((href) => !/^[a-z]+:/.test(href))
    .map((href) => ({ page, href })),
);
const faults = links.flatMap(({ page, href }) => fault(page, href) ?? []);
for (const line of faults.slice(0, 50)) console.error(line);
console.log(`${pages.size} pages, ${links.length} links, ${faults.length} of them lead nowhere`);
process.exitCode = faults.length === 0 && links.length > 0 ? 0 : 1;
