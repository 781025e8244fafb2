import { api, query } from "../api/request.ts";
import type { Company, Keys, Usage } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Card, Empty, Meter, Tag } from "../ui/blocks.tsx";
import { Button } from "../ui/controls.tsx";
import { showDay, showNumber, showPeriod } from "../ui/format.ts";
import { act } from "../ui/notices.ts";
import { AddOverride } from "./add-override.tsx";

/** Everything that a usage bar depends on. */
const tables = [
  "companies",
  "usage",
  "grants",
  "ledger",
  "features",
  "plans",
  "plan_entitlements",
  "overrides",
  "subscriptions",
];

interface RowProps {
  readonly usage: Usage;
  readonly keys: Keys;
}

function figures({
  access,
  allocation_type,
  allocation,
  usage,
  credit_remaining,
  credit_total,
  credit_consumption_rate,
}: Usage): string {
  if (allocation_type === "boolean") return access ? "included" : "not included";
  if (allocation_type === "credit")
    return `${showNumber(credit_remaining ?? 0)} of ${showNumber(credit_total ?? 0)} credits left, ${showNumber(credit_consumption_rate ?? 1)} each`;
  const used = showNumber(usage ?? 0);
  return allocation_type === "unlimited" ? `${used} used, no limit` : `${used} of ${showNumber(allocation ?? 0)} used`;
}

function Bar({ usage, name }: { readonly usage: Usage; readonly name: string }) {
  if (usage.allocation_type === "credit")
    return (
      <Meter
        label={`Credits left for ${name}`}
        value={usage.credit_remaining ?? 0}
        max={usage.credit_total ?? 0}
        counts="down"
      />
    );
  if (usage.allocation === null || usage.allocation === undefined) return null;
  return <Meter label={`Use of ${name}`} value={usage.usage ?? 0} max={usage.allocation} />;
}

/** Uses a feature as an app does: by tracking its event, or by adding to the trait that is its usage. */
function use({ usage, keys }: RowProps, quantity: number): Promise<unknown> {
  const { feature } = usage;
  if (feature?.trait)
    return api("POST", "/company-traits", { keys, trait: feature.trait.hierarchy[0], incr: quantity });
  return api("POST", "/events", {
    event_type: "track",
    body: { event: feature?.event_subtype, company: keys, quantity },
  });
}

function UseButtons({ usage, keys }: RowProps) {
  const { feature } = usage;
  // The API adds to traits at the top only.
  if (!feature || !(feature.event_subtype || feature.trait?.hierarchy.length === 1)) return null;
  const button = (text: string, quantity: number, label: string) => (
    <Button
      kind="small"
      label={label}
      onClick={() => act(`${feature.name}: ${text}`, () => use({ usage, keys }, quantity))}
    >
      {text}
    </Button>
  );
  const used = usage.usage ?? 0;
  return (
    <div class="buttons">
      {button("−1", -1, `Give back 1 of ${feature.name}`)}
      {button("+1", 1, `Use 1 of ${feature.name}`)}
      {button("+10", 10, `Use 10 of ${feature.name}`)}
      {usage.allocation_type !== "credit" && used > 0 && button("to 0", -used, `Set use of ${feature.name} to 0`)}
      {feature.event_subtype && <span class="mono">{feature.event_subtype}</span>}
    </div>
  );
}

function UsageRow({ usage, keys }: RowProps) {
  const name = usage.feature?.name ?? usage.entitlement_id;
  const isOverride = usage.entitlement_type === "company_override";
  return (
    <li class="usage">
      <div class="usage-head">
        <strong>{name}</strong>
        <Tag tone={usage.access ? "good" : "bad"}>{usage.access ? "access" : "no access"}</Tag>
        <Tag tone={isOverride ? "info" : "quiet"}>{usage.entitlement_source}</Tag>
        {isOverride && (
          <Button
            kind="plain"
            label={`Remove the override of ${name}`}
            onClick={() =>
              act(`Override of ${name} removed`, () => api("DELETE", `/company-overrides/${usage.entitlement_id}`))
            }
          >
            ×
          </Button>
        )}
        <span class="figures">
          {figures(usage)} {usage.allocation_type === "numeric" && showPeriod(usage.period)}
        </span>
      </div>
      <Bar usage={usage} name={name} />
      <div class="usage-foot">
        <UseButtons usage={usage} keys={keys} />
        {usage.metric_reset_at && <span class="hint">resets {showDay(usage.metric_reset_at)}</span>}
      </div>
    </li>
  );
}

/** What a company is entitled to and how much of it is used. */
export function CompanyUsage({ company, keys }: { readonly company: Company; readonly keys: Keys }) {
  const path = `/feature-usage${query({ company_id: company.id, limit: 250 })}`;
  const { data } = useResource(path, () => api<Usage[]>("GET", path), { tables, types: ["clock"] });
  return (
    <Card title="Entitlements and usage" aside={<AddOverride company={company} />}>
      {data?.length === 0 && <Empty>Neither a plan nor an override gives this company anything.</Empty>}
      <ul class="plain-list">
        {data?.map((usage) => (
          <UsageRow key={usage.entitlement_id} usage={usage} keys={keys} />
        ))}
      </ul>
    </Card>
  );
}
