import { api } from "../api/request.ts";
import type { Company } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Field, Form } from "../ui/controls.tsx";
import { act } from "../ui/notices.ts";

interface Feature {
  readonly id: string;
  readonly name: string;
}

/** What an override gives, as typed: on, off, unlimited or a number. */
function readOverride(text: string): object {
  if (text === "on" || text === "off") return { value_type: "boolean", value_bool: text === "on" };
  if (text === "unlimited") return { value_type: "unlimited" };
  const value_numeric = Number(text);
  if (!Number.isInteger(value_numeric)) throw new Error("An override is on, off, unlimited or a whole number");
  return { value_type: "numeric", value_numeric, metric_period: "all_time" };
}

/** Gives one company more or less of a feature than its plan does. */
export function AddOverride({ company }: { readonly company: Company }) {
  const { data: features = [] } = useResource("features", () => api<Feature[]>("GET", "/features?limit=250"), {
    tables: ["features"],
  });
  const add = async (feature_id: string, value: string): Promise<unknown> =>
    api("POST", "/company-overrides", { company_id: company.id, feature_id, ...readOverride(value) });
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
