import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { SchematicClient } from "@schematichq/schematic-typescript-node";
import { createApi } from "@schematic/api";
import { answerSample, operations, pathValues, requestSample } from "./support/operations.ts";
import { type Recorded, startService } from "./support/recording-service.ts";

type Call = (...args: unknown[]) => Promise<unknown>;
type Client = Record<string, Record<string, Call>>;

let service: Awaited<ReturnType<typeof startService>>;
let ours: Client;
let official: SchematicClient;

beforeAll(async () => {
  service = await startService();
  ours = createApi({ apiKey: "key", baseUrl: service.url }) as unknown as Client;
  official = new SchematicClient({ apiKey: "key", basePath: service.url });
});
afterAll(async () => {
  await official.close();
  await service.close();
});

/** The parts of a request that the service reads. */
function essence({ method, path, query, body }: Recorded): unknown {
  return { method, path: decodeURIComponent(path), query: query.map(String).sort(), body: body === "" ? undefined : JSON.parse(body) };
}

describe("beside the official client", () => {
  it.each(operations.map((method) => [`${method.resource}.${method.name}`, method] as const))("%s", async (_, method) => {
    const args: unknown[] = pathValues(method);
    const request = requestSample(method);
    if (request !== undefined) args.push(request.typed);
    const answer = answerSample(method);
    service.answer(() => ({ status: method.status, json: answer.wire }));
    const theirs = official as unknown as Client;
    const name = { checkoutInternal: "internal", deletePaymentMethodByExternalID: "deletePaymentMethodByExternalId" }[method.name] ?? method.name;
    const expected = await theirs[method.resource]?.[name]?.(...args);
    const theirRequest = essence(service.last());
    const actual = await ours[method.resource]?.[name]?.(...args);
    expect(essence(service.last())).toEqual(theirRequest);
    if (method.answer !== "bytes") expect(actual).toEqual(expected);
  });
});
