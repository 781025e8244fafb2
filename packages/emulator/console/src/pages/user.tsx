import { api } from "../api/request.ts";
import type { User } from "../api/schema.ts";
import { useNames } from "../live/names.tsx";
import { useResource } from "../live/use-resource.ts";
import { Card, Empty } from "../ui/blocks.tsx";
import { Button, Field, Form } from "../ui/controls.tsx";
import { act } from "../ui/notices.ts";
import { link } from "../ui/route.ts";
import { keysOf } from "./keys-of.ts";
import { SubjectFlags } from "./subject-flags.tsx";
import { SubjectHead } from "./subject-head.tsx";
import { Traits } from "./traits.tsx";

function Companies({ user }: { readonly user: User }) {
  const { companies } = useNames();
  const join = (company_id: string): Promise<unknown> =>
    api("POST", "/company-memberships", { company_id, user_id: user.id });
  return (
    <Card title="Companies">
      {user.company_memberships.length === 0 && <Empty>Belongs to no company.</Empty>}
      <ul class="plain-list">
        {user.company_memberships.map(({ id, company_id, company }) => (
          <li key={id} class="row">
            <a href={link("companies", company_id)}>{company?.name ?? company_id}</a>
            <Button
              kind="plain"
              label={`Leave ${company?.name ?? company_id}`}
              onClick={() => act("Left", () => api("DELETE", `/company-memberships/${id}`))}
            >
              Leave
            </Button>
          </li>
        ))}
      </ul>
      <Form submit="Join" label="Join a company" onSubmit={(values) => act("Joined", () => join(values("company")))}>
        <Field label="Company">
          <select name="company" required>
            {companies.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
      </Form>
    </Card>
  );
}

/** A user: traits, companies, and what every flag answers for it. */
export function UserPage({ id }: { readonly id: string }) {
  const path = `/users/${encodeURIComponent(id)}`;
  const { data: user, error } = useResource(path, () => api<User>("GET", path), { tables: ["users", "memberships"] });
  if (error !== undefined)
    return (
      <Empty>
        {error}. <a href={link("users")}>All users</a>
      </Empty>
    );
  if (user === undefined) return null;
  const keys = keysOf(user);
  return (
    <>
      <SubjectHead kind="user" id={user.id} name={user.name} keys={keys} />
      <div class="columns">
        <div>
          <Card title="Traits">
            <Traits type="user" keys={keys} traits={user.traits ?? {}} />
          </Card>
          <Companies user={user} />
        </div>
        <SubjectFlags context={{ user: keys }} />
      </div>
    </>
  );
}
