import { api } from "../api/request.ts";
import type { Check, CheckContext } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Card, Empty, Value } from "../ui/blocks.tsx";
import { link } from "../ui/route.ts";

/** Everything that an answer may depend on. */
const tables = [
  ...["flags", "companies", "users", "memberships", "usage", "grants", "features", "plans", "plan_entitlements"],
  ...["overrides", "subscriptions", "credits"],
];

/** What every flag answers for a company or user, now. */
export function SubjectFlags({ context }: { readonly context: CheckContext }) {
  const load = async (): Promise<readonly Check[]> =>
    (await api<{ flags: Check[] }>("POST", "/flags/check", context)).flags;
  const { data } = useResource(`check:${JSON.stringify(context)}`, load, { tables, types: ["clock"] });
  return (
    <Card title="Flags now">
      {data?.length === 0 && <Empty>There are no flags yet.</Empty>}
      <ul class="plain-list">
        {data?.map((check) => (
          <li key={check.flag} class="answer" aria-label={`${check.flag} is ${check.value ? "on" : "off"}`}>
            <Value on={check.value} />
            <a href={link("playground", check.flag)}>{check.flag}</a>
            <span class="hint">{check.error ?? check.reason}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
