// Starts recipes in this process, each on a port of its own.
import { pathToFileURL } from "node:url";
import { secret } from "./client.mjs";
import { recipe, write } from "./recipes.mjs";

process.env.SCHEMATIC_WEBHOOK_SECRET = secret;

const lines = [];
console.log = (...values) => lines.push(values.join(" "));
// A refused 500 is expected here, and reported by its answer.
console.error = () => {};

/** How often `name` was printed by a listener. */
const printed = async (name) => lines.filter((line) => line === name).length;

let count = 0;
/** Loads the recipe under a heading, edited, and serves it with `listen(app)`, which resolves to a Node server. */
export async function serve(heading, listen, edits) {
  const path = write(`${heading.toLowerCase()}-${process.pid}-${++count}.mjs`, recipe(heading, edits));
  const { app } = await import(pathToFileURL(path).href);
  const server = await listen(app);
  return {
    url: `http://127.0.0.1:${server.address().port}/webhooks/schematic`,
    printed,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
