import { api } from "../api/request.ts";
import type { Company } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Field, Form } from "../ui/controls.tsx";
import { act } from "../ui/notices.ts";

interface Feature {
  readonly id: string;
  readonly name: string;
}

/** What an override gives, as typed: on, off, unlimited or a number, which counts for the period that the feature has so far. */
function readOverride(text: string, known: Company["entitlements"][number] | undefined): object {
  if (text === "on" || text === "off") return { value_type: "boolean", value_bool: text === "on" };
  if (text === "unlimited") return { value_type: "unlimited" };
  if (!/^\d+$/.test(text)) throw new Error("An override is on, off, unlimited or a whole number");
  return {
    value_type: "numeric",
    value_numeric: Number(text),
    metric_period: known?.metric_period ?? "all_time",
    metric_period_month_reset: known?.month_reset ?? null,
  };
}

/** Gives one company more or less of a feature than its plan does. */
export function AddOverride({ company }: { readonly company: Company }) {
  const { data: features = [] } = useResource("features", () => api<Feature[]>("GET", "/features?limit=250"), {
    tables: ["features"],
  });
  const add = async (feature_id: string, value: string): Promise<unknown> => {
    const known = company.entitlements.find((each) => each.feature_id === feature_id);
    return api("POST", "/company-overrides", { company_id: company.id, feature_id, ...readOverride(value, known) });
  };
  return (
    <details class="adder">
      <summary>Override</summary>
      <Form
        submit="Override"
        label="Override an entitlement"
        onSubmit={(values) => act("Override added", () => add(values("feature"), values("value")))}
      >
        <Field label="Feature">
          <select name="feature" required>
            {features.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Value">
          <input name="value" required placeholder="on, off, unlimited or 100" />
        </Field>
      </Form>
    </details>
  );
}
