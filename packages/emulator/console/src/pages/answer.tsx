import type { Explanation } from "../api/emulator.ts";
import { admin } from "../api/request.ts";
import type { Check } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Card, Empty, Meter } from "../ui/blocks.tsx";
import { showDay, showNumber, showPeriod } from "../ui/format.ts";
import { RuleLine } from "../ui/rule-line.tsx";
import type { Asked } from "./playground.tsx";

/** Everything that an answer may depend on. */
const tables = [
  ...["flags", "companies", "users", "memberships", "usage", "grants", "features", "plans", "plan_entitlements"],
  ...["overrides", "subscriptions", "credits", "trait_definitions"],
];

function Entitlement({ check }: { readonly check: Check }) {
  const { entitlement } = check;
  if (!entitlement) return null;
  const { allocation, usage, credit_remaining, credit_total, metric_period, metric_reset_at } = entitlement;
  return (
    <>
      {typeof allocation === "number" && (
        <div class="usage">
          <p>
            {showNumber(usage ?? 0)} of {showNumber(allocation)} used {showPeriod(metric_period)}
            {metric_reset_at && `, resets ${showDay(metric_reset_at)}`}
          </p>
          <Meter label="Use" value={usage ?? 0} max={allocation} />
        </div>
      )}
      {typeof credit_remaining === "number" && (
        <div class="usage">
          <p>
            {showNumber(credit_remaining)} of {showNumber(credit_total ?? credit_remaining)} credits left
          </p>
          <Meter label="Credits left" value={credit_remaining} max={credit_total ?? credit_remaining} counts="down" />
        </div>
      )}
    </>
  );
}

function Verdict({ explanation }: { readonly explanation: Explanation }) {
  const { check, company, user } = explanation;
  const who = [company?.name, user?.name].filter(Boolean).join(" · ");
  return (
    <div class={check.value ? "verdict good" : "verdict bad"} role="status" aria-label="Answer">
      <strong>{check.value ? "ON" : "OFF"}</strong>
      <div>
        <p>
          <b>{check.flag}</b> for {who || "nobody that is known"}
        </p>
        <p>{check.error ?? check.reason}</p>
      </div>
    </div>
  );
}

function Code({ asked: { flag, context } }: { readonly asked: Asked }) {
  const { preflight: _, ...who } = context;
  return (
    <details>
      <summary>In an app</summary>
      <pre>{`await schematic.checkFlag(${JSON.stringify(flag)}, ${JSON.stringify(who)});`}</pre>
    </details>
  );
}

/** The answer to a check and how it came about, kept up to date. */
export function Answer({ asked }: { readonly asked: Asked }) {
  const { flag, context } = asked;
  const { data, error } = useResource(
    `answer:${JSON.stringify(asked)}`,
    () => admin<Explanation>("POST", "/explain", { flag, ...context }),
    { tables, types: ["clock"] },
  );
  if (error !== undefined) return <Empty>{error}</Empty>;
  if (data === undefined) return null;
  return (
    <>
      <Verdict explanation={data} />
      <Card title="Why">
        <Entitlement check={data.check} />
        <ol class="rules">
          {data.rules.map((rule) => (
            <RuleLine key={rule.id} rule={rule} explained />
          ))}
          {!data.rules.some((rule) => rule.decided) && (
            <li class="rule decided">
              <span />
              <div>No rule matches, so the flag's default decides.</div>
            </li>
          )}
        </ol>
        <Code asked={asked} />
      </Card>
    </>
  );
}
