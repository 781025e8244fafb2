import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createApi } from "@schematic/api";
import { SchematicClient } from "@schematichq/schematic-typescript-node";
import { answerSample, operations, pathValues, requestSample } from "./support/operations.ts";
import { type Recorded, startService } from "./support/recording-service.ts";
import type { Fill } from "./support/sample.ts";

type Call = (...args: unknown[]) => Promise<unknown>;
type Client = Record<string, Record<string, Call>>;

let service: Awaited<ReturnType<typeof startService>>;
let ours: Client;
let official: SchematicClient;
let theirs: Client;

beforeAll(async () => {
  service = await startService();
  ours = createApi({ apiKey: "key", baseUrl: service.url }) as unknown as Client;
  official = new SchematicClient({ apiKey: "key", basePath: service.url });
  theirs = official as unknown as Client;
});
afterAll(async () => {
  await official.close();
  await service.close();
});

/** The parts of a request that the service reads. */
function essence({ method, path, query, body }: Recorded): unknown {
  const json = body === "" ? undefined : JSON.parse(body);
  return { method, path: decodeURIComponent(path), query: query.map(String).sort(), body: json };
}

const named = operations.map((operation) => [`${operation.resource}.${operation.name}`, operation] as const);

describe.each<Fill>(["full", "required", "null"])("beside the official client, %s requests and answers", (fill) => {
  it.each(named)("%s sends the same and answers the same", async (_, operation) => {
    const args: unknown[] = pathValues(operation);
    const request = requestSample(operation, fill);
    if (request !== undefined) args.push(request.typed);
    service.answer(() => ({ status: operation.status, json: answerSample(operation, fill).wire }));
    const name = operation.aliases[0] ?? operation.name;
    const expected = await theirs[operation.resource]?.[name]?.(...args);
    const theirRequest = essence(service.last());
    const actual = await ours[operation.resource]?.[name]?.(...args);
    expect(essence(service.last())).toEqual(theirRequest);
    if (operation.answer !== "bytes") expect(actual).toEqual(expected);
  });
});

/** The public methods of one resource of the official client. */
function methodsOf(resource: object): string[] {
  const prototype: object = Object.getPrototypeOf(resource);
  return Object.getOwnPropertyNames(prototype).filter((name) => !name.startsWith("_") && name !== "constructor");
}

describe("the surface of the official client", () => {
  const resources = [...new Set(operations.map((operation) => operation.resource))];

  it.each(resources)("has every method of %s", (resource) => {
    const known = Object.keys(ours[resource] ?? {});
    expect(methodsOf(theirs[resource] ?? {}).filter((name) => !known.includes(name))).toEqual([]);
  });

  it("has every resource, and the ledger at the root", async () => {
    const base: object = Object.getPrototypeOf(Object.getPrototypeOf(official));
    const accessors = Object.entries(Object.getOwnPropertyDescriptors(base)).filter(([, property]) => property.get);
    expect(Object.keys(ours)).toEqual(expect.arrayContaining(accessors.map(([name]) => name)));
    service.answer(() => ({ json: { data: [], params: {} } }));
    expect(await official.getCreditLedger()).toBeUndefined();
    const theirRequest = essence(service.last());
    expect(await (ours as unknown as Record<string, Call>).getCreditLedger?.()).toBeUndefined();
    expect(essence(service.last())).toEqual(theirRequest);
  });

  it("counts 289 operations in 22 resources", () => {
    expect([operations.length, resources.length]).toEqual([289, 22]);
  });
});
