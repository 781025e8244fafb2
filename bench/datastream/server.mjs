// A service for the benchmark, in a process of its own: answers the stream, swallows events, pushes on command.
// It is told what to do by lines on its input: `rate <updates per second> <companies>`, `mark <value>`, `stop`.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { WebSocketServer } from "ws";
import { fixtures } from "../rulesengine/fixtures.mjs";

const { small, large } = fixtures;
const http = createServer((request, response) => {
  request.resume();
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ ready: true, cache_version: "4b54a537" }));
});
const sockets = new WebSocketServer({ server: http });

/** `large-…` has the large flag's company; everybody else the small one's. */
function companyFor(id) {
  const { company } = id.startsWith("large") ? large : small;
  return { ...company, id: `comp_${id}`, keys: { id } };
}

function answer({ entity_type, keys }) {
  if (entity_type === "rulesengine.Flags") return { data: [small.flag, large.flag], entity_type, message_type: "full" };
  const data = entity_type === "rulesengine.User" ? { ...small.user, keys } : companyFor(keys.id);
  return { data, entity_id: data.id, entity_type, message_type: "full" };
}

sockets.on("connection", (socket) => {
  socket.on("message", (text) => socket.send(JSON.stringify(answer(JSON.parse(text).data))));
});

function push(id, data) {
  const message = { data, entity_id: `comp_${id}`, entity_type: "rulesengine.Company", message_type: "partial" };
  for (const socket of sockets.clients) socket.send(JSON.stringify(message));
}

const [metric] = small.company.metrics;
let timer;
let sent = 0;
const commands = {
  rate(perSecond, companies) {
    const each = Number(perSecond) / 100;
    timer = setInterval(() => {
      for (let n = 0; n < each; n++) push(`c${sent % Number(companies)}`, { metrics: [{ ...metric, value: sent++ }] });
    }, 10);
  },
  mark(value) {
    push("mark", {
      entitlements: [{ ...small.company.entitlements[0], feature_key: small.flag.key, usage: Number(value) }],
    });
    console.log(JSON.stringify({ at: performance.timeOrigin + performance.now() }));
  },
  stop: () => clearInterval(timer),
};
createInterface({ input: process.stdin }).on("line", (line) => {
  const [name, ...values] = line.split(" ");
  commands[name](...values);
});
process.stdin.on("end", () => process.exit());
http.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ url: `http://127.0.0.1:${http.address().port}` })));
