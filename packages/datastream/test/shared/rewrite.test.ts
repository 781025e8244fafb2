import { afterEach, it } from "@jest/globals";
import type { Cache } from "@schematic/cache";
import { company, flag, serve } from "../support/fixtures.ts";
import { closeAll, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

const COUNT = 60_000;
let server: StreamServer;

afterEach(async () => {
  await closeAll();
  await server.close();
});

it("what never changes is written again before it expires, all of it, though it is more than may wait", async () => {
  server = await new StreamServer(serve({ flags: [flag("pro")], companies: [], users: [] })).listen();
  const writes = new Map<string, number>();
  const cache: Cache = {
    get: () => undefined,
    set: () => undefined,
    delete: () => undefined,
    async setMany(entries) {
      for (const [key] of entries) writes.set(key, (writes.get(key) ?? 0) + 1);
    },
  };
  const { ready } = probe(server.url, { caches: { companies: cache }, cacheTtlMs: 2_000 });
  await ready();
  // In pieces, so that the first writes are not what is given up.
  for (let start = 0; start < COUNT; start += 5_000) {
    for (let n = start; n < start + 5_000; n++) server.last.send(push(n));
    await until(() => writes.size === start + 5_000, 30_000);
  }
  await until(() => [...writes.values()].every((count) => count >= 2), 30_000);
}, 60_000);

function push(n: number) {
  const data = company(`c${n}`);
  return { data, entity_id: data.id, entity_type: "rulesengine.Company", message_type: "full" };
}
