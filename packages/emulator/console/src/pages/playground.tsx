import { useState } from "preact/hooks";
import { api } from "../api/request.ts";
import type { CheckContext, Flag } from "../api/schema.ts";
import { type Known, useNames } from "../live/names.tsx";
import { useResource } from "../live/use-resource.ts";
import { Empty, PageHead } from "../ui/blocks.tsx";
import { Field, Form } from "../ui/controls.tsx";
import { showKeys } from "../ui/format.ts";
import { notify } from "../ui/notices.ts";
import { Answer } from "./answer.tsx";
import { readKeys } from "./read-keys.ts";

/** A check that was asked for. */
export interface Asked {
  readonly flag: string;
  readonly context: CheckContext & { readonly preflight?: { readonly usage: number } };
}

/** Survives going to another page and back. */
let lastAsked: Asked | undefined;

function Suggestions({ id, list }: { readonly id: string; readonly list: readonly Known[] }) {
  return (
    <datalist id={id}>
      {list.map((each) => (
        <option key={each.id} value={showKeys(each.keys)}>
          {each.name}
        </option>
      ))}
    </datalist>
  );
}

interface QuestionProps {
  readonly flags: readonly Flag[];
  readonly flag: string | undefined;
  readonly onAsk: (asked: Asked) => void;
}

function Question({ flags, flag, onAsk }: QuestionProps) {
  const { companies, users } = useNames();
  const { company, user } = lastAsked?.context ?? { company: companies[0]?.keys, user: undefined };
  const ask = (values: (name: string) => string): void => {
    const usage = Number(values("usage"));
    const context = {
      company: readKeys(values("company"), "id"),
      user: readKeys(values("user"), "user_id"),
      ...(usage > 0 && { preflight: { usage } }),
    };
    onAsk({ flag: values("flag"), context });
  };
  return (
    <Form submit="Check" label="Check a flag" onSubmit={ask}>
      <Field label="Flag" wide>
        <select name="flag">
          {flags.map(({ id, key }) => (
            <option key={id} value={key} selected={key === flag}>
              {key}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Company" wide>
        <input name="company" list="known-companies" placeholder="id: acme" defaultValue={showKeys(company)} />
      </Field>
      <Field label="User" wide>
        <input name="user" list="known-users" placeholder="user_id: u1" defaultValue={showKeys(user)} />
      </Field>
      <Field label="About to use">
        <input name="usage" type="number" min="0" placeholder="units" />
      </Field>
      <Suggestions id="known-companies" list={companies} />
      <Suggestions id="known-users" list={users} />
    </Form>
  );
}

/** Checks a flag as an SDK does and explains the answer. */
export function PlaygroundPage({ id }: { readonly id: string | undefined }) {
  const [asked, setAsked] = useState(lastAsked);
  const { data: flags } = useResource("all flags", () => api<Flag[]>("GET", "/flags?limit=250"), { tables: ["flags"] });
  const { companies } = useNames();
  const ask = (next: Asked): void => {
    lastAsked = next;
    setAsked(next);
    // The check itself, as an SDK asks it; the answer below follows whatever changes after it.
    api("POST", `/flags/${encodeURIComponent(next.flag)}/check`, next.context).catch((error: unknown) =>
      notify("bad", error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <>
      <PageHead title="Playground">Check a flag for a company and a user, and see why it is on or off.</PageHead>
      {flags?.length === 0 && <Empty>There are no flags yet.</Empty>}
      {flags !== undefined && flags.length > 0 && (
        <section class="card">
          <Question key={`${id}:${companies.length > 0}`} flags={flags} flag={id ?? asked?.flag} onAsk={ask} />
        </section>
      )}
      {asked && <Answer asked={asked} />}
    </>
  );
}
