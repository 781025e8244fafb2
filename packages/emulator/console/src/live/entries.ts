import type { Check, CheckContext } from "../api/schema.ts";

/** What may change; see ADMIN.md. */
interface ChangeData {
  readonly table: string;
  readonly id: string;
  readonly kind: "created" | "updated" | "deleted";
  readonly company_id?: string;
}

export interface CheckData extends Check {
  readonly req_company?: CheckContext["company"] | null;
  readonly req_user?: CheckContext["user"] | null;
  readonly source: "api" | "client";
}

export interface EventData {
  readonly id: string;
  readonly type: string;
  readonly subtype: string | null;
  readonly quantity: number;
  readonly company_id: string | null;
  readonly user_id: string | null;
  readonly status: string;
  readonly error_message: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

interface RequestData {
  readonly method: string;
  readonly path: string;
  readonly operation: string | null;
  readonly status: number;
  readonly ms: number;
}

interface Of<T extends string, D> {
  readonly seq: number;
  readonly at: string;
  readonly type: T;
  readonly data: D;
}

type ChangeEntry = Of<"change", ChangeData>;
type CheckEntry = Of<"check", CheckData>;
type EventEntry = Of<"event", EventData>;
type RequestEntry = Of<"request", RequestData>;
type ClientEntry = Of<"client", { readonly event: string; readonly client: string | null }>;
type ClockEntry = Of<"clock", { readonly now: string; readonly frozen: boolean }>;
type FaultsEntry = Of<"faults", { readonly faults: readonly unknown[] }>;
type DeliveryEntry = Of<
  "delivery",
  {
    readonly request_type: string;
    readonly status: string;
    readonly response_code: number | null;
    readonly url: string;
  }
>;
type UnemulatedEntry = Of<"unemulated", { readonly operation: string; readonly method: string; readonly path: string }>;

/** One entry of the live feed. */
export type Entry =
  | ChangeEntry
  | CheckEntry
  | ClientEntry
  | ClockEntry
  | DeliveryEntry
  | EventEntry
  | FaultsEntry
  | RequestEntry
  | UnemulatedEntry;

/** The types of entries. */
export const entryTypes: readonly Entry["type"][] = [
  "change",
  "check",
  "client",
  "clock",
  "delivery",
  "event",
  "faults",
  "request",
  "unemulated",
];
