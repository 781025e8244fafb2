import { figure } from "./harness.mjs";

const width = 760;
const margin = 16;
const top = 58;
const rowHeight = 26;
const barHeight = 16;
const valueWidth = 84;
// An average character of a system font of 12 pixels.
const characterWidth = 6.3;
const maxLabelWidth = 330;
// Beyond this, the shorter bars would be too short to tell apart.
const linearRange = 60;

const escapeXml = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
const isOurs = (name) => /^(@?schematic|localCache)/.test(name);

// The plot brings its own background: a page's theme need not be that of the system, which is what a picture sees.
const style = `
text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}
.title{font-size:14px;font-weight:600}.note,.value{fill:#59636e}.page{fill:#fff}.bar{fill:#afb8c1}.ours{fill:#3b6fd4}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.note,.value{fill:#9198a1}.page{fill:#0d1117}.bar{fill:#4b535d}.ours{fill:#6c9bf5}}`;

/** Gives a value its share, from 0 to 1, of the longest bar. */
function scaleOf(values) {
  const most = Math.max(...values);
  const least = Math.min(...values.filter((value) => value > 0));
  const isLogarithmic = most / least > linearRange;
  if (!isLogarithmic) return { isLogarithmic, share: (value) => (most > 0 ? value / most : 0) };
  // The least bar is not nothing: a tenth of a decade shows that it is there.
  const length = (value) => (value > 0 ? Math.log10(value / least) + 0.1 : 0);
  return { isLogarithmic, share: (value) => length(value) / length(most) };
}

/** A table as horizontal bars, ours in colour, in SVG for light and dark. The scale is logarithmic where the rows differ more than sixtyfold. */
export function barPlot({ title, unit, rows, isMoreBetter = false }) {
  const { isLogarithmic, share } = scaleOf(rows.map((row) => row.value));
  const longest = Math.max(...rows.map(({ name }) => name.length)) * characterWidth;
  const left = margin + Math.min(maxLabelWidth, longest) + 8;
  const room = width - left - valueWidth - margin;
  const bars = rows.map(({ name, value }, index) => {
    const y = top + index * rowHeight;
    const length = Math.max(2, share(value) * room);
    const kind = isOurs(name) ? "ours" : "bar";
    return [
      `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${escapeXml(name)}</text>`,
      `<rect class="${kind}" x="${left}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="3"/>`,
      `<text class="value" x="${(left + length + 7).toFixed(1)}" y="${y + 12}">${figure(value)}</text>`,
    ].join("");
  });
  const height = top + rows.length * rowHeight + margin - (rowHeight - barHeight);
  const note = `${unit}; ${isMoreBetter ? "more" : "less"} is better${isLogarithmic ? "; logarithmic scale" : ""}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title><style>${style}</style>`,
    `<rect class="page" width="${width}" height="${height}" rx="6"/>`,
    `<text class="title" x="${margin}" y="24">${escapeXml(title)}</text>`,
    `<text class="note" x="${margin}" y="42">${escapeXml(note)}</text>`,
    ...bars,
    "</svg>\n",
  ].join("\n");
}
