import { notFound } from "../http/http-error.ts";
import type { CreditRow, PlanGrantRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

type Nullable<T> = { readonly [M in keyof T]?: T[M] | null | undefined };

/** Makes a credit type, or changes `known`. */
export function putCredit(state: State, input: Nullable<CreditRow>, known?: CreditRow): CreditRow {
  const base = known ? { ...known, updated_at: state.clock.iso() } : state.fresh("bilcr");
  return state.store.put("credits", {
    ...base,
    ...(input.id && !known && { id: input.id }),
    name: input.name ?? known?.name ?? "",
    description: input.description ?? known?.description ?? "",
    icon: input.icon ?? known?.icon ?? null,
    plural_name: input.plural_name ?? known?.plural_name ?? null,
    singular_name: input.singular_name ?? known?.singular_name ?? null,
    burn_strategy: input.burn_strategy ?? known?.burn_strategy ?? "plan_first_then_credit_bundles_first_in_first_out",
    cost_editable: true,
    default_expiry_unit: input.default_expiry_unit ?? known?.default_expiry_unit ?? "days",
    default_expiry_unit_count: input.default_expiry_unit_count ?? known?.default_expiry_unit_count ?? null,
    default_rollover_policy: input.default_rollover_policy ?? known?.default_rollover_policy ?? "none",
    deleted: input.deleted ?? known?.deleted ?? false,
  });
}

export type PlanGrantInput = Nullable<PlanGrantRow> & Pick<PlanGrantRow, "plan_id" | "credit_id">;

/** Makes credits come with a plan, or changes how many. Companies that have the plan are left as they are. */
export function putPlanGrant(state: State, input: PlanGrantInput, known?: PlanGrantRow): PlanGrantRow {
  if (!state.store.get("plans", input.plan_id)) throw notFound("plan");
  if (!state.store.get("credits", input.credit_id)) throw notFound("credit type");
  const base = known ? { ...known, updated_at: state.clock.iso() } : state.fresh("bpcg");
  return state.store.put("plan_grants", {
    ...base,
    plan_id: input.plan_id,
    credit_id: input.credit_id,
    credit_amount: input.credit_amount ?? known?.credit_amount ?? 0,
    reset_cadence: input.reset_cadence ?? known?.reset_cadence ?? "monthly",
    reset_start: input.reset_start ?? known?.reset_start ?? "first_of_month",
    reset_type: input.reset_type ?? known?.reset_type ?? "plan_period",
    rollover_percentage: input.rollover_percentage ?? known?.rollover_percentage ?? 0,
    expiry_type: input.expiry_type ?? known?.expiry_type ?? null,
    expiry_unit: input.expiry_unit ?? known?.expiry_unit ?? null,
    expiry_unit_count: input.expiry_unit_count ?? known?.expiry_unit_count ?? null,
    scaling: input.scaling ?? known?.scaling ?? "fixed",
  });
}
