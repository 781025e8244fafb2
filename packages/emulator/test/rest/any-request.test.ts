import { describe, expect, it } from "@jest/globals";
import { definitions, type Operation, operations } from "../../src/generated/operations.ts";
import { handlers } from "../../src/rest/handlers.ts";
import { start } from "../support/start.ts";

type Schema = Readonly<Record<string, unknown>>;

/** Numbers that look random and are the same in every run. */
function randomness(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return {
    chance: (share: number): boolean => next() < share,
    pick: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T,
  };
}

const { chance, pick } = randomness(7);
const texts = [
  ...[
    "comp_acme",
    "user_wile",
    "plan_pro",
    "plan_extra",
    "feat_export",
    "feat_sso",
    "flag_beta",
    "bilcr_tokens",
    "acme",
  ],
  ...["", "__proto__", "constructor", "é\u0000😀", "5", "2026-01-01", "http://127.0.0.1:9/", "x".repeat(300)],
];
const dates = ["2026-01-20T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2025-01-01T00:00:00+14:00"];
const byType: Readonly<Record<string, () => unknown>> = {
  string: () => pick(texts),
  integer: () => pick([0, 1, -1, 250, Number.MAX_SAFE_INTEGER]),
  number: () => pick([0, 0.1, -2.5, 1e300, 12]),
  boolean: () => chance(0.5),
  null: () => null,
};

function resolved(schema: unknown): Schema {
  let found = schema as Schema;
  while (typeof found.$ref === "string")
    found = (definitions.$defs as Record<string, Schema>)[found.$ref.split("/").at(-1) ?? ""] ?? {};
  return found;
}

function anyObject(schema: Schema, depth: number): object {
  const required = (schema.required ?? []) as string[];
  const members = Object.entries((schema.properties ?? {}) as Record<string, unknown>)
    .filter(([name]) => required.includes(name) || chance(0.5))
    .map(([name, each]) => [name, depth > 6 ? null : anyOf(each, depth + 1)]);
  const free = schema.additionalProperties ?? (schema.properties ? undefined : {});
  const names = typeof free === "object" ? ["id", "__proto__", "constructor", "a.b"].filter(() => chance(0.3)) : [];
  return Object.fromEntries([...members, ...names.map((name) => [name, anyOf(free, depth + 1)])]);
}

/** Some value that a schema allows, or nearly. */
function anyOf(unresolved: unknown, depth = 0): unknown {
  const schema = resolved(unresolved);
  if (Array.isArray(schema.enum)) return pick(schema.enum);
  const variants = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (Array.isArray(variants)) return anyOf(pick(variants), depth + 1);
  const type = Array.isArray(schema.type) ? pick(schema.type) : schema.type;
  if (schema.format === "date-time" && type === "string") return pick(dates);
  if (type === "array") return chance(0.5) ? [anyOf(schema.items ?? {}, depth + 1)] : [];
  if (type === "object" || schema.properties) return anyObject(schema, depth);
  return (byType[String(type)] ?? (() => pick([null, 1, "x", {}, []])))();
}

function anyQuery(operation: Operation): URLSearchParams {
  const query = anyObject(operation.query ?? { properties: {} }, 0);
  const text = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value));
  return new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((each): [string, string] => [name, text(each)]),
    ),
  );
}

describe("requests of any content", () => {
  it("are answered or refused, never met by an error of the emulator's own", async () => {
    const problems: string[] = [];
    const emulator = await start({
      webhookRetryDelaysMs: [],
      logger: { error: (message) => problems.push(message), warn: () => undefined },
    });
    const emulated = operations.filter(
      ({ operationId }) => Object.hasOwn(handlers, operationId) && operationId !== "deleteApiKey",
    );
    const failures: string[] = [];
    for (let count = 0; count < 1_000; count += 1) {
      const operation = pick(emulated);
      const path = operation.path.replace(/\{[^}]+\}/g, () => encodeURIComponent(pick(texts) || "x"));
      const body = operation.body === null ? undefined : JSON.stringify(anyOf(operation.body));
      const response = await fetch(`${emulator.url}${path}?${anyQuery(operation)}`, {
        method: operation.method,
        headers: { "x-schematic-api-key": emulator.apiKey },
        ...(body !== undefined && { body }),
      });
      const answer = await response.text();
      if (response.status >= 500) failures.push(`${operation.operationId} ${path} ${body}: ${answer}`);
      if (chance(0.02)) emulator.clock.advance(40 * 86_400_000);
    }
    expect({ failures, problems }).toEqual({ failures: [], problems: [] });
    const again = await start({ seed: emulator.state.exportSeed() });
    expect(again.state.rows("companies")).toHaveLength(emulator.state.rows("companies").length);
  }, 60_000);
});
