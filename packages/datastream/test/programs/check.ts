// A program that checks a flag and never closes: `node check.cjs <url> <sync | check | ready>`.
import { datastream } from "../../src/index.ts";

const [, , baseUrl, form] = process.argv;
process.on("unhandledRejection", (error) => console.log("UNHANDLED", error));
const source = datastream({ apiKey: "key_1", baseUrl });

async function main() {
  const context = { company: { id: "comp_1" } };
  if (form === "sync") console.log("value", source.checkSync("pro", context)?.value);
  if (form === "check") console.log("value", (await source.check("pro", context, { signal: soon() }))?.value);
  if (form === "ready") console.log("ready", (await source.ready(soon())).ready);
}

/** Its timer does not keep the process: whoever waits must be kept by the source. */
const soon = () => AbortSignal.timeout(500);

void main();
