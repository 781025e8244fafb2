import { useState } from "preact/hooks";
import type { FaultInput } from "../api/emulator.ts";
import { Field, Form } from "../ui/controls.tsx";

const kinds: readonly (readonly [FaultInput["kind"], string])[] = [
  ["latency", "slow"],
  ["status", "answers a status"],
  ["refuse", "refuses"],
  ["drop", "loses answers"],
  ["hang", "never answers"],
];

const optional = (text: string): number | undefined => (text === "" ? undefined : Number(text));

/** Any fault that there is. */
export function FaultForm({ onAdd }: { readonly onAdd: (fault: FaultInput) => unknown }) {
  const [kind, setKind] = useState<FaultInput["kind"]>("latency");
  const add = (values: (name: string) => string): unknown => {
    const percent = optional(values("percent"));
    return onAdd({
      target: values("target") as FaultInput["target"],
      kind,
      delay_ms: optional(values("delay")),
      status: optional(values("status")),
      path: values("path") || undefined,
      probability: percent === undefined ? undefined : percent / 100,
      times: optional(values("times")),
    });
  };
  return (
    <details class="adder">
      <summary>Any other</summary>
      <Form submit="Add the fault" label="Add a fault" onSubmit={add}>
        <Field label="Where">
          <select name="target">
            <option value="rest">API</option>
            <option value="capture">event capture</option>
            <option value="datastream">datastream</option>
            <option value="all">everywhere</option>
          </select>
        </Field>
        <Field label="What">
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value as FaultInput["kind"])}>
            {kinds.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </Field>
        {kind === "latency" && (
          <Field label="Milliseconds">
            <input name="delay" type="number" min="0" defaultValue="1000" />
          </Field>
        )}
        {kind === "status" && (
          <Field label="Status">
            <input name="status" type="number" min="400" max="4999" defaultValue="500" />
          </Field>
        )}
        <Field label="Path begins with">
          <input name="path" placeholder="any" />
        </Field>
        <Field label="Percent">
          <input name="percent" type="number" min="1" max="100" placeholder="100" />
        </Field>
        <Field label="Times">
          <input name="times" type="number" min="1" placeholder="until ended" />
        </Field>
      </Form>
    </details>
  );
}
