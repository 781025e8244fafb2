import { admin, api } from "../api/request.ts";
import type { Company, Plan } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Card } from "../ui/blocks.tsx";
import { Button, Field } from "../ui/controls.tsx";
import { showDay } from "../ui/format.ts";
import { act } from "../ui/notices.ts";

/** Instants of subscriptions are in Unix seconds. */
const fromUnix = (seconds: number): number => seconds * 1000;

interface Selection {
  readonly base: string | null;
  readonly addOns: readonly string[];
}

function setPlans(company: Company, { base, addOns }: Selection): Promise<unknown> {
  return api("PUT", `/company-plans/${company.id}`, { base_plan_id: base, add_on_ids: addOns });
}

function Subscription({ company }: { readonly company: Company }) {
  const subscription = company.billing_subscription;
  if (!subscription) return null;
  const { period_end, trial_end, status } = subscription;
  const endTrial = (): Promise<boolean> =>
    act("The trial ends now", () => api("PUT", `/subscription/${subscription.id}/edit-trial-end`, {}));
  return (
    <p class="row">
      {status === "trialing" && trial_end
        ? `Trial until ${showDay(fromUnix(trial_end))}`
        : `Period until ${showDay(fromUnix(period_end))}`}
      {status === "trialing" && (
        <Button kind="small" onClick={() => void endTrial()}>
          End it now
        </Button>
      )}
      <Button
        kind="plain"
        onClick={() => act("The subscription is gone", () => admin("DELETE", `/companies/${company.id}/subscription`))}
      >
        Remove the subscription
      </Button>
    </p>
  );
}

interface ChoiceProps {
  readonly plans: readonly Plan[];
  readonly selection: Selection;
  readonly onChange: (selection: Partial<Selection>, done: string) => unknown;
  readonly company: Company;
}

function BasePlan({ plans, selection, onChange, company }: ChoiceProps) {
  const nameOf = (id: string | null): string => plans.find((plan) => plan.id === id)?.name ?? "no plan";
  return (
    <Field label="Base plan">
      <select
        value={selection.base ?? ""}
        onChange={(event) => {
          const id = event.currentTarget.value || null;
          onChange({ base: id }, `${company.name} is on ${nameOf(id)}`);
        }}
      >
        <option value="">no plan</option>
        {plans
          .filter((plan) => plan.plan_type === "plan")
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
      </select>
    </Field>
  );
}

function AddOns({ plans, selection, onChange }: ChoiceProps) {
  const change = ({ id, name }: Plan, added: boolean): void => {
    const others = selection.addOns.filter((each) => each !== id);
    onChange({ addOns: added ? [...others, id] : others }, `${name} ${added ? "added" : "removed"}`);
  };
  return (
    <>
      {plans
        .filter((plan) => plan.plan_type === "add_on")
        .map((plan) => (
          <label key={plan.id} class="check">
            <input
              type="checkbox"
              checked={selection.addOns.includes(plan.id)}
              onChange={(event) => change(plan, event.currentTarget.checked)}
            />
            {plan.name}
          </label>
        ))}
    </>
  );
}

/** The plan and add-ons of a company. */
export function CompanyPlan({ company }: { readonly company: Company }) {
  const { data: plans = [] } = useResource("plans", () => api<Plan[]>("GET", "/plans?limit=250"), {
    tables: ["plans"],
  });
  const selection = { base: company.plan?.id ?? null, addOns: company.add_ons.map(({ id }) => id) };
  const onChange: ChoiceProps["onChange"] = (changed, done) =>
    act(done, () => setPlans(company, { ...selection, ...changed }));
  const choice = { plans, selection, onChange, company };
  return (
    <Card title="Plan">
      <BasePlan {...choice} />
      <AddOns {...choice} />
      <Subscription company={company} />
    </Card>
  );
}
