/** Resolves to what matches `pattern` once a program has printed it, and goes on reading: a pipe that nobody reads would end the program. */
export function printed(child, pattern) {
  let text = "";
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
      const [found] = text.match(pattern) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`ended without printing ${pattern}:\n${text}`)));
  });
}
