import { api, query } from "../api/request.ts";
import type { Company, Keys, User } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Card, Empty } from "../ui/blocks.tsx";
import { Field, Form } from "../ui/controls.tsx";
import { showKeys } from "../ui/format.ts";
import { act } from "../ui/notices.ts";
import { link } from "../ui/route.ts";
import { keysOf } from "./keys-of.ts";

/** The users of a company. */
export function CompanyUsers({ company, keys }: { readonly company: Company; readonly keys: Keys }) {
  const path = `/users${query({ company_id: company.id, limit: 100 })}`;
  const { data } = useResource(path, () => api<User[]>("GET", path), { tables: ["users", "memberships"] });
  const add = (values: (name: string) => string): Promise<unknown> =>
    api("POST", "/users", { keys: { [values("key")]: values("value") }, company: keys });
  return (
    <Card title="Users">
      {data?.length === 0 && <Empty>No users yet.</Empty>}
      <ul class="plain-list">
        {data?.map((user) => (
          <li key={user.id} class="row">
            <a href={link("users", user.id)}>{user.name}</a>
            <span class="mono">{showKeys(keysOf(user))}</span>
          </li>
        ))}
      </ul>
      <details class="adder">
        <summary>Add a user</summary>
        <Form submit="Add" label="Add a user" onSubmit={(values) => act(`${values("value")} added`, () => add(values))}>
          <Field label="Key">
            <input name="key" required defaultValue="user_id" />
          </Field>
          <Field label="Value">
            <input name="value" required />
          </Field>
        </Form>
      </details>
    </Card>
  );
}
