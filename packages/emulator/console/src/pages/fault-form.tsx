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

const places: readonly (readonly [NonNullable<FaultInput["target"]>, string])[] = [
  ["rest", "API"],
  ["capture", "event capture"],
  ["datastream", "datastream"],
  ["all", "everywhere"],
];

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly among: readonly (readonly [T, string])[];
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, among, onChange }: ChoiceProps<T>) {
  return (
    <Field label={label}>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
        {among.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}

interface Chosen {
  readonly kind: FaultInput["kind"];
  readonly target: NonNullable<FaultInput["target"]>;
}

/** What only some faults have. Only the datastream can be closed with a code. */
function KindFields({ kind, target }: Chosen) {
  const isStream = target === "datastream";
  if (kind === "latency")
    return (
      <Field label="Milliseconds">
        <input name="delay" type="number" min="0" defaultValue="1000" />
      </Field>
    );
  if (kind !== "status") return null;
  return (
    <Field label={isStream ? "Status or close code" : "Status"}>
      <input name="status" type="number" min="400" max={isStream ? "4999" : "599"} defaultValue="500" />
    </Field>
  );
}

/** Any fault that there is. */
export function FaultForm({ onAdd }: { readonly onAdd: (fault: FaultInput) => unknown }) {
  const [kind, setKind] = useState<FaultInput["kind"]>("latency");
  const [target, setTarget] = useState<NonNullable<FaultInput["target"]>>("rest");
  const add = (values: (name: string) => string): unknown => {
    const percent = optional(values("percent"));
    return onAdd({
      ...{ target, kind, delay_ms: optional(values("delay")), status: optional(values("status")) },
      ...{ path: values("path") || undefined, times: optional(values("times")) },
      probability: percent === undefined ? undefined : percent / 100,
    });
  };
  return (
    <details class="adder">
      <summary>Any other</summary>
      <Form submit="Add the fault" label="Add a fault" onSubmit={add}>
        <Choice label="Where" value={target} among={places} onChange={setTarget} />
        <Choice label="What" value={kind} among={kinds} onChange={setKind} />
        <KindFields kind={kind} target={target} />
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
