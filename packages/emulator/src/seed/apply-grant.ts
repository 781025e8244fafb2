import type { State } from "../state/state.ts";
import { resolve, resolveTrait, SeedError, type SeedPath } from "./references.ts";
import type { SeedGrant } from "./seed.ts";

/** What a seed grants of a feature, as requests spell it. */
export function toGrant(state: State, grant: SeedGrant, path: SeedPath) {
  const given = (["boolean", "unlimited", "numeric", "trait", "credit"] as const).filter(
    (name) => grant[name] !== undefined,
  );
  const [type = "boolean"] = given;
  if (given.length > 1) throw new SeedError(path, `only one of ${given.join(", ")} may be given`);
  return {
    feature_id: resolve(state, "features", grant.feature, [...path, "feature"]),
    value_type: type,
    value_bool: grant.boolean ?? true,
    value_numeric: grant.numeric ?? null,
    value_trait_id: grant.trait === undefined ? null : resolveTrait(state, grant.trait, "number").id,
    value_credit_id: grant.credit === undefined ? null : resolve(state, "credits", grant.credit, [...path, "credit"]),
    credit_consumption_rate: grant.consumptionRate ?? null,
    metric_period: grant.period ?? null,
    metric_period_month_reset: grant.monthReset ?? null,
  };
}
