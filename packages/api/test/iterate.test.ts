import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type Api, createApi, NotFoundError } from "@schematic/api";
import { type Recorded, startService } from "./support/recording-service.ts";

let service: Awaited<ReturnType<typeof startService>>;
let api: Api;

beforeAll(async () => {
  service = await startService();
  api = createApi({ apiKey: "k", baseUrl: service.url, maxRetries: 0 });
});
beforeEach(() => {
  service.requests.length = 0;
});
afterAll(() => service.close());

const number = (request: Recorded, name: string) => Number(new Map(request.query).get(name));
const offsets = () => service.requests.map((request) => number(request, "offset"));

/** A service with `total` items that never gives more than `cap` at once. */
function serve(total: number, cap = 250): void {
  service.answer((request) => {
    const [limit, offset] = [Math.min(number(request, "limit"), cap), number(request, "offset")];
    const data = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => ({
      id: `c${offset + index}`,
    }));
    return { json: { data, params: { limit, offset } } };
  });
}

async function ids(items: AsyncIterable<{ id: string }>): Promise<string[]> {
  const found: string[] = [];
  for await (const item of items) found.push(item.id);
  return found;
}

const expected = (total: number) => Array.from({ length: total }, (_, index) => `c${index}`);

describe("iterate", () => {
  it("yields every item, page after page, and stops at a short page", async () => {
    serve(250);
    expect(await ids(api.companies.listCompanies.iterate())).toEqual(expected(250));
    expect(offsets()).toEqual([0, 100, 200]);
  });

  it("asks once more when the last page is full", async () => {
    serve(20);
    expect(await ids(api.companies.listCompanies.iterate({ limit: 10 }))).toEqual(expected(20));
    expect(offsets()).toEqual([0, 10, 20]);
  });

  it("goes by the limit that the service applied", async () => {
    serve(30, 10);
    expect(await ids(api.companies.listCompanies.iterate({ limit: 1_000 }))).toEqual(expected(30));
    expect(offsets()).toEqual([0, 10, 20, 30]);
  });

  it("keeps the filters and starts at the offset", async () => {
    serve(30);
    expect(await ids(api.companies.listCompanies.iterate({ limit: 10, offset: 15, q: "acme" }))).toEqual(
      expected(30).slice(15),
    );
    expect(service.requests.every((request) => new Map(request.query).get("q") === "acme")).toBe(true);
  });

  it("stops only at an empty page where pages are ragged", async () => {
    const pages = [["a", "b", "c"], ["d"], []];
    service.answer((request) => ({
      json: { data: (pages[number(request, "offset") / 2] ?? []).map((id) => ({ id })), params: { limit: 2 } },
    }));
    const found: unknown[] = [];
    const query = { companyId: "c", featureId: "f", limit: 2 } as never;
    for await (const item of api.entitlements.listFeatureUsageHistory.iterate(query))
      found.push((item as { id?: unknown }).id);
    expect(found).toEqual(["a", "b", "c", "d"]);
    expect(offsets()).toEqual([0, 2, 4]);
  });

  it("asks for no page that nobody wants", async () => {
    serve(1_000);
    for await (const item of api.companies.listCompanies.iterate({ limit: 10 })) if (item.id === "c12") break;
    expect(offsets()).toEqual([0, 10]);
  });

  it("ends with a limit of 0 instead of asking for ever", async () => {
    serve(5);
    expect(await ids(api.companies.listCompanies.iterate({ limit: 0 }))).toEqual([]);
    expect(service.requests.length).toBe(1);
  });

  it("throws what a page throws", async () => {
    service.answer(() => ({ status: 404, json: { error: "gone" } }));
    await expect(ids(api.companies.listCompanies.iterate())).rejects.toThrow(NotFoundError);
  });

  it("is there for lists in pages and for nothing else", () => {
    expect("iterate" in api.companies.listCompanies).toBe(true);
    expect("iterate" in api.companies.getCompany).toBe(false);
    expect("iterate" in api.credits.listCompanyCreditBalances).toBe(false);
  });
});
