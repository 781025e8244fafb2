// A sender that can do what `fetch` cannot: repeat a header, spell it as it likes, and cut a body into chunks.
import { Agent, request } from "node:http";
// By its place, because other test workspaces use this file too.
import { signWebhook } from "../../packages/webhooks/dist/esm/index.js";

export const secret = "whsec_test_frameworks";
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

export const closeClient = () => agent.destroy();

/** Sends a request and resolves to its answer; `chunks` go out one by one. */
export function send(url, { method = "POST", headers = {}, body, chunks = body === undefined ? [] : [body] }) {
  return new Promise((resolve, reject) => {
    const req = request(url, { method, headers, agent, timeout: 20_000 }, async (res) => {
      res.setEncoding("utf8");
      let text = "";
      for await (const chunk of res) text += chunk;
      resolve({ status: res.statusCode, text });
    });
    req.on("timeout", () => req.destroy(new Error("no answer within 20 seconds")));
    req.on("error", reject);
    if (body !== undefined) req.setHeader("Content-Length", Buffer.byteLength(body));
    for (const chunk of chunks) req.write(chunk);
    req.end();
  });
}

let names = 0;
/** A name that no other event has, so that its listener's output is known. */
export const uniqueName = (words = "Acme") => `${words} ${process.pid}-${++names}`;

export const companyUpdated = (name, more = {}) => ({
  action: "company.updated",
  object_type: "company",
  body: { id: "comp_1", name, ...more },
});

/** An event signed now, or `ageSeconds` ago. */
export const signed = (event, ageSeconds = 0) =>
  signWebhook(event, { secret, now: () => Date.now() - ageSeconds * 1000 });
