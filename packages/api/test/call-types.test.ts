import { describe, expect, it } from "@jest/globals";
import { type ApiResult, createApiOver } from "@schematic/api";
import type {
  CheckFlagResponseData,
  CreateEventRequestBody,
  SortDirection,
  UpsertCompanyRequestBody,
} from "@schematic/api/types";

const api = createApiOver({
  request: async () => ({
    status: 200,
    headers: new Headers(),
    url: "",
    method: "GET",
    body: '{"data":{},"params":{}}',
    attempts: 1,
  }),
});

describe("the types of calls", () => {
  it("take what the service takes and give what it gives", async () => {
    const result: ApiResult<CheckFlagResponseData> = await api.features.checkFlag("flag", { company: { id: "1" } });
    const direction: SortDirection = "asc";
    const body: UpsertCompanyRequestBody = { keys: { id: "1" }, name: undefined, lastSeenAt: new Date() };
    await api.companies.upsertCompany(body);
    await api.companies.listCompanies({ sortOrderDirection: direction, ids: "one" });
    await api.features.createFlag({ key: "k", name: "n", description: "", defaultValue: true });
    expect(result.data.flag).toBeUndefined();
  });

  it("refuse what the service does not", () => {
    const misuse = () => [
      // @ts-expect-error a path parameter is a string
      api.companies.getCompany(1),
      // @ts-expect-error keys are required
      api.companies.upsertCompany({ name: "Acme" }),
      // @ts-expect-error the wire's spelling is not ours
      api.companies.upsertCompany({ keys: {}, last_seen_at: new Date() }),
      // @ts-expect-error dates are dates
      api.companies.upsertCompany({ keys: {}, lastSeenAt: "2026-01-01" }),
      // @ts-expect-error a list that is not paged has no iterate
      api.credits.listCompanyCreditBalances.iterate,
      // @ts-expect-error no such method
      api.companies.getCompanies,
    ];
    expect(misuse).toBeInstanceOf(Function);
  });

  it("decide an event's body by its type", () => {
    const track: CreateEventRequestBody = { eventType: "track", body: { event: "query" } };
    // @ts-expect-error the body of a track event is not that of identify
    const wrong: CreateEventRequestBody = { eventType: "track", body: { keys: { id: "1" } } };
    expect([track.eventType, wrong.eventType]).toEqual(["track", "track"]);
  });
});
