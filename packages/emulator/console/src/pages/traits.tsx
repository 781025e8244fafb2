import { api } from "../api/request.ts";
import type { Keys } from "../api/schema.ts";
import { Empty } from "../ui/blocks.tsx";
import { Button, Field, Form } from "../ui/controls.tsx";
import { readValue, showValue } from "../ui/format.ts";
import { act } from "../ui/notices.ts";

interface TraitsProps {
  readonly type: "company" | "user";
  readonly keys: Keys;
  readonly traits: Readonly<Record<string, unknown>>;
}

/** Traits, each with a field that changes it as an upsert does. */
export function Traits({ type, keys, traits }: TraitsProps) {
  const set = (name: string, value: unknown): Promise<boolean> =>
    act(`${name} ${value === null ? "removed" : `is ${showValue(value)}`}`, () =>
      api("POST", type === "company" ? "/companies" : "/users", { keys, traits: { [name]: value } }),
    );
  const names = Object.keys(traits);
  return (
    <>
      {names.length === 0 && <Empty>No traits yet.</Empty>}
      <ul class="plain-list">
        {names.map((name) => (
          <li key={name} class="trait">
            <label for={`trait-${name}`}>{name}</label>
            <input
              // Another value from elsewhere makes another field; what is being typed stays.
              key={showValue(traits[name])}
              id={`trait-${name}`}
              defaultValue={showValue(traits[name])}
              onChange={(event) => void set(name, readValue(event.currentTarget.value))}
            />
            <Button kind="plain" label={`Remove the trait ${name}`} onClick={() => set(name, null)}>
              ×
            </Button>
          </li>
        ))}
      </ul>
      <details class="adder">
        <summary>Add a trait</summary>
        <Form submit="Set" label="Add a trait" onSubmit={(values) => set(values("name"), readValue(values("value")))}>
          <Field label="Name">
            <input name="name" required />
          </Field>
          <Field label="Value">
            <input name="value" required placeholder="text, 3 or true" />
          </Field>
        </Form>
      </details>
    </>
  );
}
