import type { Entitlement, FlagCheck } from "@schematic/api/core";

/** An answer without what says where it came from. */
export type Answer = Omit<FlagCheck, "source" | "ageMs">;

/** A copy that shares nothing: what one caller does to its answer must not reach another's. */
export function copyAnswer<T extends Partial<Answer>>(answer: T): T {
  const { entitlement } = answer;
  if (!entitlement) return { ...answer };
  const { metricResetAt: date, warningTiers, ...rest } = entitlement;
  const metricResetAt = dateOf(date);
  return {
    ...answer,
    entitlement: {
      ...rest,
      ...(metricResetAt && { metricResetAt }),
      // What a shared cache or a source of the user's own holds there may be anything.
      ...(Array.isArray(warningTiers) && { warningTiers: warningTiers.map((tier) => ({ ...tier })) }),
    },
  };
}

/** A source of the user's own may give anything: what says neither on nor off is no answer. */
export function answered(check: FlagCheck | undefined): FlagCheck | undefined {
  return typeof check?.value === "boolean" ? check : undefined;
}

type Wire = Readonly<Record<string, unknown>>;

/** Is it an object, with members of any kind? */
export function isObject(value: unknown): value is Wire {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

// Members of an answer that are as they are on the wire but for their names.
const PLAIN = new Set(["flag_id", "rule_id", "rule_type", "company_id", "user_id", "error"]);

/** The members that are there, by their names in TypeScript. */
function renamed(wire: Wire, isWanted: (name: string) => boolean): object {
  const wanted = Object.entries(wire).filter(([name, value]) => value !== null && isWanted(name));
  return Object.fromEntries(wanted.map(([name, value]) => [camel(name), value]));
}

/** A date from its text or from another, `undefined` for anything else. */
function dateOf(value: unknown): Date | undefined {
  // Not `instanceof`: dates of another realm are dates.
  const mayBe = typeof value === "string" || (typeof value === "object" && value !== null);
  const date = new Date(mayBe ? (value as string | Date) : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function decodeEntitlement(wire: Wire): Entitlement {
  const metricResetAt = dateOf(wire.metric_reset_at);
  const members = renamed(wire, (name) => name !== "metric_reset_at");
  // Members are the service's word; a reader of the entitlement has to expect new ones and new values anyway.
  return { ...members, ...(metricResetAt && { metricResetAt }) } as Entitlement;
}

/** One check of the API's answer; `undefined` when it says neither on nor off. */
export function decodeCheck(wire: unknown, asked?: string): Answer | undefined {
  if (!isObject(wire) || typeof wire.value !== "boolean") return undefined;
  const flag = asked ?? wire.flag;
  if (typeof flag !== "string") return undefined;
  const { value, reason, entitlement } = wire;
  return {
    flag,
    value,
    reason: typeof reason === "string" ? reason : "",
    ...renamed(wire, (name) => PLAIN.has(name)),
    ...(isObject(entitlement) && { entitlement: decodeEntitlement(entitlement) }),
  };
}

/** The checks of an answer about all flags; `undefined` when it is no such answer. */
export function decodeChecks(data: unknown): Answer[] | undefined {
  if (!isObject(data) || !Array.isArray(data.flags)) return undefined;
  return data.flags.map((check) => decodeCheck(check)).filter((check) => check !== undefined);
}
