import type { ComponentChildren } from "preact";
import type { ExplainedCondition, ExplainedRule } from "../api/emulator.ts";
import { Tag, Value } from "./blocks.tsx";

const origins: Readonly<Record<string, string>> = { plan: "plan", override: "override" };

interface ConditionProps {
  readonly condition: ExplainedCondition;
  readonly explained: boolean;
}

function Condition({ condition, explained }: ConditionProps) {
  if (!explained) return <span class="condition">{condition.text}</span>;
  const { matched, text } = condition;
  return (
    <span class={matched ? "condition met" : "condition unmet"}>
      <span role="img" aria-label={matched ? "holds:" : "does not hold:"}>
        {matched ? "✓" : "✗"}
      </span>{" "}
      {text}
    </span>
  );
}

function join(parts: readonly ComponentChildren[], word: string): ComponentChildren {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [<span class="joint"> {word} </span>, part]));
}

interface ConditionsProps {
  readonly rule: ExplainedRule;
  readonly explained: boolean;
}

/** All conditions of a rule in one sentence. */
function Conditions({ rule, explained }: ConditionsProps) {
  const one = (condition: ExplainedCondition): ComponentChildren => (
    <Condition key={condition.id} condition={condition} explained={explained} />
  );
  const groups = rule.condition_groups.map((group) =>
    group.length === 1 ? join(group.map(one), "or") : <span>({join(group.map(one), "or")})</span>,
  );
  const parts = [...rule.conditions.map(one), ...groups];
  return <div class="conditions">{parts.length === 0 ? "for everyone" : <>if {join(parts, "and")}</>}</div>;
}

interface RuleLineProps {
  readonly rule: ExplainedRule;
  /** Say which conditions hold. Default: only what they are. */
  readonly explained?: boolean;
  /** What can be done with it. */
  readonly children?: ComponentChildren;
}

/** A rule: what it answers, its name, and when. */
export function RuleLine({ rule, explained = false, children }: RuleLineProps) {
  const origin = origins[rule.origin];
  const state = explained ? (rule.decided ? "decided" : rule.matched ? "matched" : "missed") : "";
  return (
    <li class={`rule ${state}`}>
      <Value on={rule.value} />
      <div>
        <div class="rule-name">
          <strong>{rule.name || "(no name)"}</strong>
          {origin && <Tag>{origin}</Tag>}
          {explained && rule.decided && <Tag tone="info">this rule decided</Tag>}
        </div>
        <Conditions rule={rule} explained={explained} />
      </div>
      {children !== undefined && <div class="rule-actions">{children}</div>}
    </li>
  );
}
