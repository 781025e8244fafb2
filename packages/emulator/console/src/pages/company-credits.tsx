import { api, query } from "../api/request.ts";
import type { Balance, Credit, Grant, LedgerLine } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Card, Empty, Meter, Tag } from "../ui/blocks.tsx";
import { Button, Field, Form } from "../ui/controls.tsx";
import { showDay, showNumber, showTime } from "../ui/format.ts";
import { act } from "../ui/notices.ts";

const ledgerLines = 8;

interface Credits {
  readonly types: readonly Credit[];
  readonly balances: readonly Balance[];
  readonly grants: readonly Grant[];
  readonly ledger: readonly LedgerLine[];
}

async function load(companyId: string): Promise<Credits> {
  const company = { company_id: companyId };
  const [types, balances, grants, ledger] = await Promise.all([
    api<Credit[]>("GET", "/billing/credits?limit=250"),
    api<Balance[]>("GET", `/billing/credits/balance${query(company)}`),
    api<Grant[]>("GET", `/billing/credits/grants/company/list${query(company)}`),
    api<LedgerLine[]>("GET", `/v2/billing/credits/ledger${query({ ...company, limit: ledgerLines })}`),
  ]);
  return { types, balances, grants, ledger };
}

function GrantForm({ companyId, types }: { readonly companyId: string; readonly types: readonly Credit[] }) {
  const grant = (values: (name: string) => string): Promise<unknown> =>
    api("POST", "/billing/credits/grants/company", {
      company_id: companyId,
      credit_id: values("credit"),
      quantity: Number(values("quantity")),
      reason: "free",
    });
  return (
    <Form
      submit="Grant"
      label="Grant credits"
      onSubmit={(values) => act(`${values("quantity")} credits granted`, () => grant(values))}
    >
      <Field label="Credits">
        <input name="quantity" type="number" min="1" required defaultValue="100" />
      </Field>
      <Field label="Type">
        <select name="credit">
          {types.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </Field>
    </Form>
  );
}

function GrantRow({ grant }: { readonly grant: Grant }) {
  const { id, credit_name, quantity, quantity_remaining, grant_reason, expires_at } = grant;
  return (
    <li class="row">
      <Tag>{grant_reason.replaceAll("_", " ")}</Tag>
      <span>
        {showNumber(quantity_remaining)} of {showNumber(quantity)} {credit_name}
        {expires_at && `, until ${showDay(expires_at)}`}
      </span>
      <Button
        kind="plain"
        label={`Take away what is left of ${showNumber(quantity)} ${credit_name}`}
        onClick={() =>
          act("Taken away", () => api("PUT", `/billing/credits/grants/${id}/zero-out`, { reason: "manual" }))
        }
      >
        Take away
      </Button>
    </li>
  );
}

function Ledger({ lines }: { readonly lines: readonly LedgerLine[] }) {
  return (
    <details>
      <summary>Ledger</summary>
      <table>
        <thead>
          <tr>
            <th>When</th>
            <th>What</th>
            <th>Amount</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.source_id}>
              <td>
                {showDay(line.event_at)} {showTime(line.event_at)}
              </td>
              <td>
                {line.event_type.replaceAll("_", " ")} {line.feature?.name}
              </td>
              <td class="number">{showNumber(line.amount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** The credits of a company. They are spent by using features that cost some. */
export function CompanyCredits({ companyId }: { readonly companyId: string }) {
  const { data } = useResource(`credits:${companyId}`, () => load(companyId), {
    tables: ["credits", "grants", "ledger"],
    types: ["clock"],
  });
  if (!data || data.types.length === 0) return null;
  const open = data.grants.filter((grant) => grant.quantity_remaining > 0);
  return (
    <Card title="Credits">
      {data.balances.length === 0 && <Empty>No credits yet.</Empty>}
      {data.balances.map(({ credit_id, remaining, total }) => {
        const name = data.types.find(({ id }) => id === credit_id)?.name ?? credit_id;
        return (
          <div key={credit_id} class="usage">
            <div class="usage-head">
              <strong>{name}</strong>
              <span class="figures">
                {showNumber(remaining)} of {showNumber(total)} left
              </span>
            </div>
            <Meter label={`${name} left`} value={remaining} max={total} counts="down" />
          </div>
        );
      })}
      <GrantForm companyId={companyId} types={data.types} />
      <ul class="plain-list">
        {open.map((grant) => (
          <GrantRow key={grant.id} grant={grant} />
        ))}
      </ul>
      {data.ledger.length > 0 && <Ledger lines={data.ledger} />}
    </Card>
  );
}
