import { useState } from "preact/hooks";
import { api, query } from "../api/request.ts";
import type { Company, Plan } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Empty, PageHead, Tag } from "../ui/blocks.tsx";
import { Field, Form } from "../ui/controls.tsx";
import { showKeys, showNumber } from "../ui/format.ts";
import { act } from "../ui/notices.ts";
import { link } from "../ui/route.ts";
import { Pages, Search } from "../ui/search.tsx";
import { CompanyPage } from "./company.tsx";
import { keysOf } from "./keys-of.ts";

const perPage = 50;
/** What a line of the list shows. */
const tables = ["companies", "memberships", "plans", "grants", "subscriptions"];

function AddCompany({ plans }: { readonly plans: readonly Plan[] }) {
  return (
    <details class="adder">
      <summary class="button">Add a company</summary>
      <Form
        submit="Add the company"
        label="Add a company"
        onSubmit={(values) => {
          const body = { keys: { [values("key")]: values("value") }, name: values("name") || values("value") };
          const plan = values("plan") === "" ? {} : { base_plan_id: values("plan") };
          return act(`${body.name} added`, () => api("POST", "/companies", { ...body, ...plan }));
        }}
      >
        <Field label="Key">
          <input name="key" required defaultValue="id" />
        </Field>
        <Field label="Value">
          <input name="value" required placeholder="acme" />
        </Field>
        <Field label="Name">
          <input name="name" placeholder="optional" />
        </Field>
        <Field label="Plan">
          <select name="plan">
            <option value="">the default</option>
            {plans.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
      </Form>
    </details>
  );
}

function CompanyRow({ company }: { readonly company: Company }) {
  const subscription = company.billing_subscription;
  const credits = Object.values(company.billing_credit_balances ?? {}).reduce((sum, value) => sum + value, 0);
  return (
    <li>
      <a href={link("companies", company.id)}>
        <strong>{company.name}</strong>
        <span class="mono">{showKeys(keysOf(company))}</span>
      </a>
      <div class="tags">
        <Tag tone={company.plan ? "info" : "quiet"}>{company.plan?.name ?? "no plan"}</Tag>
        {company.add_ons.map((addOn) => (
          <Tag key={addOn.id}>{addOn.name}</Tag>
        ))}
        {subscription?.status === "trialing" && <Tag tone="warn">trial</Tag>}
        {credits > 0 && <Tag>{showNumber(credits)} credits</Tag>}
        <Tag>{company.user_count === 1 ? "1 user" : `${company.user_count} users`}</Tag>
      </div>
    </li>
  );
}

function CompanyList() {
  const [q, setQ] = useState("");
  const [offset, setOffset] = useState(0);
  const path = `/companies${query({ q, limit: perPage, offset })}`;
  const { data, error } = useResource(path, () => api<Company[]>("GET", path), { tables });
  const plans = useResource("base plans", () => api<Plan[]>("GET", "/plans?plan_type=plan&limit=250"), {
    tables: ["plans"],
  });
  return (
    <>
      <PageHead title="Companies" aside={<AddCompany plans={plans.data ?? []} />}>
        Pick one to change its plan, usage, credits and traits, and see its flags follow.
      </PageHead>
      <Search
        label="Search companies"
        value={q}
        onSearch={(text) => {
          setQ(text);
          setOffset(0);
        }}
      />
      {error !== undefined && <p class="banner">{error}</p>}
      {data?.length === 0 && (
        <Empty>{q === "" ? "There are no companies yet." : "No company has this in its name or keys."}</Empty>
      )}
      <ul class="list">
        {data?.map((company) => (
          <CompanyRow key={company.id} company={company} />
        ))}
      </ul>
      <Pages offset={offset} perPage={perPage} count={data?.length ?? 0} onMove={setOffset} />
    </>
  );
}

/** All companies, or one of them. */
export function CompaniesPage({ id }: { readonly id: string | undefined }) {
  return id === undefined ? <CompanyList /> : <CompanyPage key={id} id={id} />;
}
