import { afterEach, beforeEach, expect, it } from "@jest/globals";
import fc from "fast-check";
import { company, flag, metric, serve, type World } from "../support/fixtures.ts";
import { closeAll, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
let world: World;
const context = { company: { id: "comp_1" } };
const unhandled: unknown[] = [];
const note = (error: unknown) => unhandled.push(error);

beforeEach(async () => {
  process.on("unhandledRejection", note);
  const companies = [company("comp_1", { plan_ids: ["plan_pro"], metrics: [metric("report", 1)] })];
  world = { flags: [flag("pro", { plan: "plan_pro" })], companies, users: [] };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
});
afterEach(async () => {
  process.off("unhandledRejection", note);
  await closeAll();
  await server.close();
});

const types = ["Flags", "Flag", "Company", "User", "Companies", "Users"].map((name) => `rulesengine.${name}`);
const id = fc.constantFrom("comp_1", "comp_2", "flag_pro", "");
const anything = fc.oneof(
  { depthSize: "small" },
  fc.jsonValue(),
  fc.constantFrom(null, [], {}, "__proto__", -1, 1e308),
);
const nearly = (whole: object) =>
  fc
    .dictionary(fc.constantFrom(...Object.keys(whole), "__proto__", "constructor"), anything, { maxKeys: 3 })
    .map((odd) => ({ ...whole, ...odd }));
const data = fc.oneof(
  anything,
  nearly(company("comp_1", { metrics: [metric("report", 2)] })),
  nearly(flag("pro", { plan: "plan_pro" })),
  fc.array(nearly(flag("pro")), { maxLength: 3 }),
  fc.record({ error: anything, keys: anything, entity_type: fc.constantFrom(...types) }),
  fc.record({ keys: fc.dictionary(fc.constantFrom("id", "slug", "__proto__"), anything) }),
);
const message = fc.record(
  {
    entity_type: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...types) }, { weight: 1, arbitrary: anything }),
    message_type: fc.constantFrom("full", "partial", "delete", "error", "reload", "unknown", null, 7),
    data,
    entity_id: fc.oneof(id, anything),
    stream_id: fc.oneof(fc.constantFrom("1-1", "5-5", "99999999999999999999-1", "x", "-"), anything),
    pagination: fc.oneof(fc.record({ page: anything, has_more: anything }), anything),
  },
  { requiredKeys: ["entity_type", "message_type"] },
);
const frame = fc.oneof(
  { weight: 9, arbitrary: message.map((given) => JSON.stringify(given)) },
  { weight: 1, arbitrary: fc.string() },
);

it("whatever the frames say, nothing throws, and the next true state is answered from", async () => {
  const { source } = probe(server.url, { random: () => 0, requestTimeoutMs: 200 });
  await until(() => source.checkSync("pro", context)?.value === true);
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 30 }), async (frames) => {
      for (const text of frames) server.last.socket.send(text);
      await new Promise((resolve) => setTimeout(resolve, 1));
      source.checkSync("pro", context);
      source.tracked({ event: "report", ...context });
      let sent = 0;
      await until(() => {
        // A connection may have been given up, for flags that were refused, and come back.
        if (sent++ % 20 === 0) {
          for (let times = 0; times < 2; times++) server.last.flags(world.flags);
          server.last.company(world.companies[0] ?? { id: "" });
        }
        const answer = source.checkSync("pro", context);
        return answer?.value === true && answer.companyId === "comp_1" && answer.ageMs === 0;
      });
    }),
    { numRuns: 150 },
  );
  expect(unhandled).toEqual([]);
}, 60_000);
