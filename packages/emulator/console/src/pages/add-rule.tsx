import { useState } from "preact/hooks";
import { addRule } from "../api/flags.ts";
import { api, query } from "../api/request.ts";
import type { Flag, Plan, RuleInput } from "../api/schema.ts";
import { useNames } from "../live/names.tsx";
import { useResource } from "../live/use-resource.ts";
import { Field, Form } from "../ui/controls.tsx";
import { act } from "../ui/notices.ts";

type Condition = RuleInput["conditions"][number];
type Kind = "plan" | "company" | "user" | "trait" | "user trait";

interface TraitDefinition {
  readonly id: string;
}

async function traitCondition(type: "company" | "user", name: string, value: string): Promise<Condition> {
  const trait_type = Number.isNaN(Number(value)) || value === "" ? "string" : "number";
  const body = { entity_type: type, hierarchy: [name], trait_type };
  const { id } = await api<TraitDefinition>("POST", "/entity-trait-definitions", body);
  return { condition_type: "trait", operator: "eq", resource_ids: [], trait_id: id, trait_value: value };
}

const kinds: readonly (readonly [Kind, string])[] = [
  ["plan", "the plan is"],
  ["company", "the company is"],
  ["user", "the user is"],
  ["trait", "a company trait is"],
  ["user trait", "a user trait is"],
];

function Choice({ options }: { readonly options: readonly { readonly id: string; readonly name: string }[] }) {
  return (
    <Field label="Which">
      <select name="which" required>
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}

function Operand({ kind }: { readonly kind: Kind }) {
  const { companies, users } = useNames();
  const plans = useResource("plans", () => api<Plan[]>("GET", `/plans${query({ limit: 250 })}`), { tables: ["plans"] });
  if (kind === "plan") return <Choice options={plans.data ?? []} />;
  if (kind === "company") return <Choice options={companies} />;
  if (kind === "user") return <Choice options={users} />;
  return (
    <>
      <Field label="Trait">
        <input name="trait" required />
      </Field>
      <Field label="Value">
        <input name="value" />
      </Field>
    </>
  );
}

async function add(flag: Flag, kind: Kind, values: (name: string) => string): Promise<void> {
  const isTrait = kind === "trait" || kind === "user trait";
  const condition: Condition = isTrait
    ? await traitCondition(kind === "trait" ? "company" : "user", values("trait"), values("value"))
    : { condition_type: kind, operator: "eq", resource_ids: [values("which")] };
  const name = isTrait ? `${values("trait")} is ${values("value")}` : `By ${kind}`;
  await addRule(flag, { name: values("name") || name, value: values("answer") === "on", conditions: [condition] });
}

/** Adds a rule with one condition, which is what most rules have. */
export function AddRule({ flag }: { readonly flag: Flag }) {
  const [kind, setKind] = useState<Kind>("plan");
  return (
    <details class="adder">
      <summary>Add a rule</summary>
      <Form
        submit="Add the rule"
        label={`Add a rule to ${flag.key}`}
        onSubmit={(values) => act("Rule added", () => add(flag, kind, values))}
      >
        <Field label="Answer">
          <select name="answer">
            <option value="on">on</option>
            <option value="off">off</option>
          </select>
        </Field>
        <Field label="if">
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)}>
            {kinds.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </Field>
        <Operand kind={kind} />
        <Field label="Name">
          <input name="name" placeholder="optional" />
        </Field>
      </Form>
    </details>
  );
}
