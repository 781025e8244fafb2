import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const docs = join(import.meta.dirname, "../.site");

const titleOf = (file) =>
  readFileSync(join(docs, file), "utf8")
    .match(/^# (.+)$/m)?.[1]
    ?.replaceAll("`", "") ?? file;

function pages(folder) {
  return readdirSync(join(docs, folder))
    .filter((file) => file.endsWith(".md"))
    .map((file) => ({ text: titleOf(join(folder, file)), link: `/${folder}/${file.replace(/\.md$/, "")}` }));
}

export default {
  title: "Schematic for TypeScript",
  description: "Flags, entitlements, usage and webhooks in small packages.",
  srcDir: ".site",
  outDir: "dist",
  cacheDir: "node_modules/.cache/vitepress",
  cleanUrls: true,
  lastUpdated: false,
  // The search's index is one chunk, loaded when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 4_000 } },
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Guides", link: "/guides/getting-started" },
      { text: "Packages", link: "/packages/client" },
      { text: "Reference", link: "/reference/" },
    ],
    sidebar: [
      { text: "Guides", items: pages("guides") },
      { text: "Packages", items: pages("packages") },
      {
        text: "More",
        items: [
          { text: "API reference", link: "/reference/" },
          { text: "Examples", link: "/examples" },
          { text: "Architecture", link: "/architecture" },
        ],
      },
    ],
  },
};
