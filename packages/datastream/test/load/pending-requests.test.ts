import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { company, flag, serve, type World } from "../support/fixtures.ts";
import { closeAll, probe, until } from "../support/source.ts";
import { type Asked, type Peer, StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
let world: World;
const of = (keys: Record<string, string>) => ({ company: keys });
const asksFor = (name: string, value: string) => server.asked.filter(({ keys }) => keys?.[name] === value).length;

/** Answers for companies as told, for flags as always. */
function companies(answer: (asked: Asked, peer: Peer) => void) {
  server.script = (asked, peer) => {
    if (asked.keys === undefined) serve(world)(asked, peer);
    else answer(asked, peer);
  };
}

beforeEach(async () => {
  world = { flags: [flag("pro")], companies: [company("comp_1"), company("comp_2")], users: [] };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
});
afterEach(async () => {
  await closeAll();
  await server.close();
});

describe("a key that is asked for", () => {
  it("is not stuck when the company that came has it not (with the official SDK it is, until a restart)", async () => {
    const { check } = probe(server.url);
    expect((await check("pro", of({ id: "comp_1", alias: "x" })))?.companyId).toBe("comp_1");
    world.companies.push(company("comp_3", { keys: { alias: "x" } }));
    expect((await check("pro", of({ alias: "x" })))?.companyId).toBe("comp_3");
    expect(asksFor("alias", "x")).toBe(2);
  });

  it("is not stuck when nothing came in time: the next check asks again, and late answers count", async () => {
    const late: (() => void)[] = [];
    companies((asked, peer) => void late.push(() => serve(world)(asked, peer)));
    const { check, source, ready } = probe(server.url, { requestTimeoutMs: 100 });
    await ready();
    for (let times = 0; times < 2; times++) expect(await check("pro", of({ id: "comp_1" }))).toBeUndefined();
    expect(asksFor("id", "comp_1")).toBe(2);
    for (const answer of late) answer();
    await until(() => source.checkSync("pro", of({ id: "comp_1" }))?.value === true);
  });

  it("is not stuck when the answer names other keys, no keys, or is an error about nothing", async () => {
    const odd: ((peer: Peer) => void)[] = [
      (peer) => peer.company(company("comp_1", { keys: { other: "y" } })),
      (peer) => peer.company(company("comp_1", { keys: {} })),
      (peer) => peer.send({ data: { error: "no" }, entity_type: "rulesengine.Company", message_type: "error" }),
      (peer) => peer.send({ data: null, message_type: "error" }),
    ];
    const { check } = probe(server.url, { requestTimeoutMs: 60 });
    for (const answer of odd) {
      companies((_, peer) => answer(peer));
      expect(await check("pro", of({ id: "comp_1" }))).toBeUndefined();
    }
    companies((asked, peer) => serve(world)(asked, peer));
    let value: boolean | undefined;
    // A loaded machine may need more than one of these short times.
    for (let tries = 0; tries < 100 && !value; tries++) value = (await check("pro", of({ id: "comp_1" })))?.value;
    expect(value).toBe(true);
  });

  it("is waited for no longer than the check may take, and is there for the next one", async () => {
    const late: (() => void)[] = [];
    companies((asked, peer) => void late.push(() => serve(world)(asked, peer)));
    const { check, ready } = probe(server.url, { requestTimeoutMs: 60_000 });
    await ready();
    expect(await check("pro", of({ id: "comp_1" }), { timeoutMs: 30 })).toBeUndefined();
    const next = check("pro", of({ id: "comp_1" }));
    await until(() => late.length === 1);
    late[0]?.();
    expect((await next)?.value).toBe(true);
    expect(asksFor("id", "comp_1")).toBe(1);
  });

  it("is asked for once, whoever asks, in whatever case and order", async () => {
    const { check, ready } = probe(server.url);
    await ready();
    const spellings = [
      { id: "comp_1", b: "c" },
      { B: "C", ID: "COMP_1" },
      { b: "c", id: "Comp_1" },
    ];
    const answers = await Promise.all(spellings.map((keys) => check("pro", of(keys as Record<string, string>))));
    expect(answers.map((answer) => answer?.companyId)).toEqual(["comp_1", "comp_1", "comp_1"]);
    expect(server.asked).toHaveLength(2);
  });
});
