// A program that checks a flag and never closes: `node check.cjs <url> <sync | check | ready> [replicator | given]`.
import { WebSocket } from "ws";
import { datastream } from "../../src/index.ts";

const [, , baseUrl, form, mode] = process.argv;
process.on("unhandledRejection", (error) => console.log("UNHANDLED", error));
const nothing = { get: () => undefined, set: () => undefined, delete: () => undefined };
const replicator = mode === "replicator" && { healthUrl: `${baseUrl}/ready` };
class Given extends WebSocket {}
const webSocket = mode === "given" ? Given : undefined;
const source = datastream({ apiKey: "key_1", baseUrl, caches: nothing, replicator, webSocket });

async function main() {
  const context = { company: { id: "comp_1" } };
  if (form === "sync") console.log("value", source.checkSync("pro", context)?.value);
  if (form === "check") console.log("value", (await source.check("pro", context, { signal: soon() }))?.value);
  if (form === "ready") console.log("ready", (await source.ready(soon())).ready);
}

/** Its timer does not keep the process: whoever waits must be kept by the source. */
const soon = () => AbortSignal.timeout(500);

void main();
