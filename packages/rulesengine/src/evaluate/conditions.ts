import type { Condition, CreditCondition, MetricCondition, TraitCondition } from "../compile/condition.ts";
import type { Preflight } from "../preflight.ts";
import type { Company, Entity } from "../subject/company.ts";
import { add, type Int } from "../values/int64.ts";
import { compareInts, NOTHING, outcome, strictOf } from "../values/operand.ts";
import { EMPTY, FULL, GREATER, LESS, OPERATORS } from "../values/operator.ts";

/** Who a flag is checked for. */
export interface Subject {
  readonly company: Company | null;
  readonly user: Entity | null;
  readonly preflight: Preflight;
}

/** A condition that cannot be evaluated: the rule that reaches it does not match. */
export const BROKEN = "broken";

/** Whether a condition holds. */
export function matches(condition: Condition, subject: Subject): boolean | typeof BROKEN {
  switch (condition.kind) {
    case "never":
      return false;
    case "trait":
      return matchesTrait(condition, subject);
    case "user":
      return subject.user !== null && condition.ids.has(subject.user.id) !== (condition.operator === OPERATORS.ne);
  }
  const { company } = subject;
  if (company === null) return false;
  const unequal = condition.operator === OPERATORS.ne;
  switch (condition.kind) {
    case "metric":
      return matchesMetric(condition, company, subject.preflight);
    case "credit":
      return matchesCredit(condition, company, subject.preflight);
    case "base_plan":
      return matchesBasePlan(condition.operator, condition.ids, company.basePlanId);
    case "company":
      return condition.ids.has(company.id) !== unequal;
    case "plan":
      return share(condition.ids, company.planIds) !== unequal;
    case "plan_version":
      return share(condition.ids, company.planVersionIds) !== unequal;
    case "billing_product":
      return share(condition.ids, company.billingProductIds) !== unequal;
  }
}

function share(wanted: ReadonlySet<string>, ids: readonly string[]): boolean {
  for (const id of ids) if (wanted.has(id)) return true;
  return false;
}

function matchesBasePlan(operator: number, wanted: ReadonlySet<string>, plan: string | null): boolean {
  const among = plan !== null && wanted.has(plan);
  switch (operator) {
    case OPERATORS.eq:
      return among;
    case OPERATORS.ne:
      return !among;
    case EMPTY:
      return plan === null;
    default:
      return operator === FULL && plan !== null;
  }
}

function matchesTrait(condition: TraitCondition, { company, user, preflight }: Subject): boolean {
  const entity = condition.ofUser ? user : company;
  if (entity === null) return false;
  const { left, rightTrait, operator } = condition;
  const found = left === null ? undefined : entity.traits.at(left.slot, left.id);
  const right = rightTrait === null ? condition.right : (entity.traits.at(rightTrait.slot, rightTrait.id) ?? NOTHING);
  const type = found === undefined ? condition.type : found.type;
  const value = found ?? NOTHING;
  if (type === "int" && preflight.usage > 0) {
    const number = add(strictOf(value) ?? 0, preflight.usage);
    return (operator & outcome("int", { ...value, number }, right, operator)) !== 0;
  }
  return (operator & outcome(type, value, right, operator)) !== 0;
}

function matchesMetric(condition: MetricCondition, company: Company, preflight: Preflight): boolean | typeof BROKEN {
  const { operator, limit, limitTrait } = condition;
  if (limit === null) return BROKEN;
  const stored = company.metrics.at(condition.slot, condition.name) ?? 0;
  const value = preflight === undefined ? stored : add(stored, aboutToBeUsed(condition.eventSubtype, preflight));
  let right: Int = limit;
  if (condition.compared) {
    const trait = limitTrait === null ? undefined : company.traits.at(limitTrait.slot, limitTrait.id);
    right = trait === undefined ? 0 : (strictOf(trait) ?? 0);
  }
  return (operator & compareInts(value, right, operator)) !== 0;
}

/** The quantity that counts for an event: its own when there is one, else the generic one. */
function aboutToBeUsed(eventSubtype: string | null, { eventSubtype: named, quantity, usage }: Preflight): Int {
  if (named !== null && named === eventSubtype && quantity > 0) return quantity;
  return usage > 0 ? usage : 0;
}

/** "Enough?" for every operator but `gt` and `gte`, which ask for the contrary: usage exceeded. */
function matchesCredit(condition: CreditCondition, company: Company, preflight: Preflight): boolean {
  const { creditId, operator } = condition;
  const balance = company.creditBalances.get(creditId) ?? 0;
  const need = creditNeed(condition, preflight);
  const postpaid = company.creditPostpaid.get(creditId) ?? null;
  const unlimited = postpaid !== null && postpaid.overdraftLimit === null;
  const enough = unlimited || balance + (postpaid?.overdraftLimit ?? 0) >= need;
  return enough !== (operator !== (LESS | GREATER) && (operator & GREATER) !== 0);
}

function creditNeed({ creditId, eventSubtype, rate }: CreditCondition, preflight: Preflight): number {
  const cost = preflight.costs?.get(creditId);
  if (cost !== undefined) return cost;
  const quantity = aboutToBeUsed(eventSubtype, preflight);
  return quantity > 0 ? Number(quantity) * rate : rate;
}
