import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const flag = {
  id: "flag_1",
  account_id: "acct_1",
  environment_id: "env_1",
  key: "always-on",
  default_value: true,
  rules: [],
};

const company = {
  ...{ id: "comp_1", account_id: "acct_1", environment_id: "env_1", keys: { id: "acme" } },
  ...{ billing_product_ids: [], credit_balances: {}, metrics: [], plan_ids: [], plan_version_ids: [] },
  ...{ rules: [], traits: [] },
};

/** What the stream sends in full, by what is asked for. */
const entities = { "rulesengine.Flags": [flag], "rulesengine.Company": company };

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The least of the service that the scenario needs, on a free loopback port, open to any origin so that a browser may use it. */
export async function startService() {
  const delivered = [];
  const server = createServer(async (request, response) => {
    const headers = {
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "*",
      "content-type": "application/json",
    };
    const body = await bodyOf(request);
    if (request.method === "OPTIONS") return response.writeHead(204, headers).end();
    if (request.url === "/flags/always-on/check") {
      const data = { flag: "always-on", value: true, reason: "because", flag_id: "flag_1", entitlement: null };
      return response.writeHead(200, headers).end(JSON.stringify({ data, params: {} }));
    }
    if (request.url === "/batch") {
      delivered.push(...JSON.parse(body).events);
      return response.writeHead(200, headers).end("{}");
    }
    if (request.url === "/")
      return response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>scenario</title>");
    return response.writeHead(404, headers).end('{"error":"not found"}');
  });
  const sockets = new WebSocketServer({ server, path: "/datastream" });
  sockets.on("connection", (socket) => {
    socket.on("message", (bytes) => {
      const { entity_type } = JSON.parse(String(bytes)).data;
      socket.send(JSON.stringify({ entity_type, message_type: "full", data: entities[entity_type] }));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** The events that arrived since the last call. */
    takeDelivered: () => delivered.splice(0),
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
