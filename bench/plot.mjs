const escapeXml = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const width = 720;
const labelWidth = 300;
const barHeight = 18;
const rowHeight = 28;

/** A table as horizontal bars, in SVG that reads on light and dark pages. The scale is logarithmic where the rows differ more than fiftyfold. */
export function barPlot({ title, unit, rows }) {
  const values = rows.map((row) => row.value);
  const most = Math.max(...values);
  const least = Math.min(...values);
  const isLogarithmic = least > 0 && most / least > 50;
  const scale = (value) =>
    (isLogarithmic ? Math.log10(value / least) + 0.2 : value) /
    (isLogarithmic ? Math.log10(most / least) + 0.2 : most || 1);
  const bars = rows.map(({ name, value }, index) => {
    const y = 34 + index * rowHeight;
    const length = Math.max(2, scale(value) * (width - labelWidth - 110));
    return `<text x="${labelWidth - 8}" y="${y + 13}" text-anchor="end">${escapeXml(name)}</text><rect x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="3" fill="#5b7bd5"/><text x="${(labelWidth + length + 8).toFixed(1)}" y="${y + 13}">${value.toPrecision(4)}</text>`;
  });
  const height = 44 + rows.length * rowHeight;
  const note = isLogarithmic ? `${unit}, logarithmic` : unit;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#808890"><text x="0" y="16" font-weight="600">${escapeXml(title)} (${escapeXml(note)})</text>${bars.join("")}</svg>\n`;
}
