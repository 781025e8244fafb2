import { useState } from "preact/hooks";
import { api, query } from "../api/request.ts";
import type { User } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Empty, PageHead, Tag } from "../ui/blocks.tsx";
import { Field, Form } from "../ui/controls.tsx";
import { showKeys } from "../ui/format.ts";
import { act } from "../ui/notices.ts";
import { link } from "../ui/route.ts";
import { Pages, Search } from "../ui/search.tsx";
import { keysOf } from "./keys-of.ts";
import { UserPage } from "./user.tsx";

const perPage = 50;

function AddUser() {
  const add = (values: (name: string) => string): Promise<unknown> =>
    api("POST", "/users/create", {
      keys: { [values("key")]: values("value") },
      name: values("name") || values("value"),
    });
  return (
    <details class="adder">
      <summary class="button">Add a user</summary>
      <Form
        submit="Add the user"
        label="Add a user"
        onSubmit={(values) => act(`${values("value")} added`, () => add(values))}
      >
        <Field label="Key">
          <input name="key" required defaultValue="user_id" />
        </Field>
        <Field label="Value">
          <input name="value" required />
        </Field>
        <Field label="Name">
          <input name="name" placeholder="optional" />
        </Field>
      </Form>
    </details>
  );
}

function UserList() {
  const [q, setQ] = useState("");
  const [offset, setOffset] = useState(0);
  const path = `/users${query({ q, limit: perPage, offset })}`;
  const { data, error } = useResource(path, () => api<User[]>("GET", path), { tables: ["users", "memberships"] });
  return (
    <>
      <PageHead title="Users" aside={<AddUser />}>
        The people that apps identified, and the companies they belong to.
      </PageHead>
      <Search
        label="Search users"
        value={q}
        onSearch={(text) => {
          setQ(text);
          setOffset(0);
        }}
      />
      {error !== undefined && <p class="banner">{error}</p>}
      {data?.length === 0 && (
        <Empty>{q === "" ? "There are no users yet." : "No user has this in its name or keys."}</Empty>
      )}
      <ul class="list">
        {data?.map((user) => (
          <li key={user.id}>
            <a href={link("users", user.id)}>
              <strong>{user.name}</strong>
              <span class="mono">{showKeys(keysOf(user))}</span>
            </a>
            <div class="tags">
              {user.company_memberships.map(({ id, company }) => company && <Tag key={id}>{company.name}</Tag>)}
            </div>
          </li>
        ))}
      </ul>
      <Pages offset={offset} perPage={perPage} count={data?.length ?? 0} onMove={setOffset} />
    </>
  );
}

/** All users, or one of them. */
export function UsersPage({ id }: { readonly id: string | undefined }) {
  return id === undefined ? <UserList /> : <UserPage key={id} id={id} />;
}
