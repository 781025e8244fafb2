import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { company, flag, serve, type World } from "../support/fixtures.ts";
import { closeAll, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
let world: World;

beforeEach(async () => {
  const companies = Array.from({ length: 20 }, (_, n) => company(`comp_${n}`));
  world = { flags: [flag("pro")], companies, users: [] };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
});
afterEach(async () => {
  await closeAll();
  await server.close();
});
const asksFor = (id: string) => server.asked.filter(({ keys }) => keys?.id === id).length;

it("a company that does not exist is not asked for again because others have come", async () => {
  const { check } = probe(server.url);
  for (const { id } of world.companies) {
    expect(await check("pro", { company: { id: "nobody" } })).toBeUndefined();
    expect((await check("pro", { company: { id } }))?.value).toBe(true);
  }
  expect(asksFor("nobody")).toBe(1);
});

it("a company that did not exist is local as soon as it has come", async () => {
  const { check, source } = probe(server.url);
  const context = { company: { id: "later" } };
  expect(await check("pro", context)).toBeUndefined();
  world.companies.push(company("later"));
  server.last.company(company("later"));
  await until(() => source.checkSync("pro", context)?.value === true);
  server.last.send({ data: null, entity_id: "later", entity_type: "rulesengine.Company", message_type: "delete" });
  await until(() => source.checkSync("pro", context) === undefined);
  expect((await check("pro", context))?.value).toBe(true);
});
