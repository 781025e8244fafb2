import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createApi } from "@schematic/api";
import { answerSample, operations, pathValues, requestSample } from "./support/operations.ts";
import { startService } from "./support/recording-service.ts";

type Call = (...args: unknown[]) => Promise<unknown>;

let service: Awaited<ReturnType<typeof startService>>;
let api: Record<string, Record<string, Call>>;

beforeAll(async () => {
  service = await startService();
  api = createApi({ apiKey: "key", baseUrl: service.url }) as unknown as typeof api;
});
afterAll(() => service.close());

/** Query parameters as the document says: lists repeat the name, maps are JSON. */
function pairs(query: unknown): string[] {
  return Object.entries(query as object).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item) =>
      String([name, typeof item === "object" ? JSON.stringify(item) : item]),
    ),
  );
}

describe("every operation of the document", () => {
  it.each(operations.map((operation) => [`${operation.resource}.${operation.name}`, operation] as const))(
    "%s asks what the document says and understands the answer",
    async (_, operation) => {
      const request = requestSample(operation, "full");
      const answer = answerSample(operation, "full");
      service.answer(() => ({ status: operation.status, json: answer.wire }));
      const values = pathValues(operation);
      const args = request === undefined ? values : [...values, request.typed];
      const result = await api[operation.resource]?.[operation.name]?.(...args);

      const { method, path, query, body } = service.last();
      const encoded = values.map(encodeURIComponent);
      expect(method).toBe(operation.verb);
      expect(path).toBe(operation.path.replace(/\{\w+\}/g, () => encoded.shift() ?? ""));
      const inBody = operation.source.requestBody !== undefined;
      expect(query.map(String)).toEqual(inBody || request === undefined ? [] : pairs(request.wire));
      expect(body === "" ? undefined : JSON.parse(body)).toEqual(inBody ? request?.wire : undefined);
      if (operation.answer === "json") expect(result).toEqual(answer.typed);
      if (operation.answer === "none") expect(result).toBeUndefined();
      if (operation.answer === "bytes") expect(result).toBeInstanceOf(Response);
    },
  );
});
