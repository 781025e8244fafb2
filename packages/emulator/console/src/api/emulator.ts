import type { Check } from "./schema.ts";

/** What the emulator says of itself; see ADMIN.md for this and the shapes below. */
export interface Info {
  readonly url: string;
  readonly api_key: string;
  readonly publishable_key: string;
  readonly environment_id: string;
  readonly persistent: boolean;
  readonly clock: Clock;
  readonly faults: readonly Fault[];
}

export interface Clock {
  readonly now: string;
  readonly frozen: boolean;
}

export interface FaultInput {
  readonly target: "rest" | "capture" | "datastream" | "all";
  readonly kind: "latency" | "status" | "refuse" | "drop" | "hang";
  readonly delay_ms?: number | undefined;
  readonly status?: number | undefined;
  readonly retry_after_seconds?: number | undefined;
  readonly path?: string | undefined;
  readonly probability?: number | undefined;
  readonly times?: number | undefined;
}

export interface Fault extends FaultInput {
  readonly id: string;
  readonly struck: number;
}

export interface Client {
  readonly id: string;
  readonly client: string | null;
  readonly client_version: string | null;
  readonly mode: string | null;
  readonly connected_at: string;
  readonly subscriptions: {
    readonly flags: boolean;
    readonly all_companies: boolean;
    readonly all_users: boolean;
    readonly companies: readonly string[];
    readonly users: readonly string[];
  };
  readonly sent: number;
  readonly received: number;
}

export interface ExplainedCondition {
  readonly id: string;
  readonly text: string;
  readonly matched: boolean;
}

export interface ExplainedRule {
  readonly id: string;
  readonly name: string;
  readonly rule_type: string;
  readonly value: boolean;
  readonly origin: "flag" | "plan" | "override";
  readonly matched: boolean;
  readonly decided: boolean;
  readonly conditions: readonly ExplainedCondition[];
  readonly condition_groups: readonly (readonly ExplainedCondition[])[];
}

export interface Explanation {
  readonly check: Check;
  readonly company: { readonly id: string; readonly name: string } | null;
  readonly user: { readonly id: string; readonly name: string } | null;
  readonly rules: readonly ExplainedRule[];
}

export interface Operation {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly emulated: boolean;
}
