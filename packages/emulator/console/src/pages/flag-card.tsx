import type { Explanation } from "../api/emulator.ts";
import { type Forced, force, forcedOf, removeRule, setDefault, setRuleValue } from "../api/flags.ts";
import { admin, api } from "../api/request.ts";
import type { Flag } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Card, Tag, Value } from "../ui/blocks.tsx";
import { Button, Switch } from "../ui/controls.tsx";
import { act } from "../ui/notices.ts";
import { link } from "../ui/route.ts";
import { RuleLine } from "../ui/rule-line.tsx";
import { AddRule } from "./add-rule.tsx";

/** What the words of rules depend on. */
const tables = ["flags", "plans", "plan_entitlements", "features", "trait_definitions", "credits"];

const choices: readonly (readonly [Forced, string])[] = [
  ["rules", "By rules"],
  ["on", "On"],
  ["off", "Off"],
];

function ForEveryone({ flag }: { readonly flag: Flag }) {
  const forced = forcedOf(flag);
  return (
    <fieldset class="segments small">
      <legend>For everyone</legend>
      {choices.map(([value, text]) => (
        <button
          key={value}
          type="button"
          aria-pressed={forced === value}
          onClick={() =>
            void act(`${flag.key}: ${value === "rules" ? "its rules decide" : `${value} for everyone`}`, () =>
              force(flag, value),
            )
          }
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}

function RuleButtons({ flag, rule }: { readonly flag: Flag; readonly rule: Explanation["rules"][number] }) {
  return (
    <>
      <Switch
        on={rule.value}
        label={`What the rule ${rule.name} of ${flag.key} answers`}
        onChange={(on) => act(`${rule.name} answers ${on ? "on" : "off"}`, () => setRuleValue(flag, rule.id, on))}
      />
      <Button
        kind="plain"
        label={`Remove the rule ${rule.name} of ${flag.key}`}
        onClick={() => act(`${rule.name} removed`, () => removeRule(flag, rule.id))}
      >
        ×
      </Button>
    </>
  );
}

function Rules({ flag }: { readonly flag: Flag }) {
  const { data } = useResource(
    `explain:${flag.key}`,
    () => admin<Explanation>("POST", "/explain", { flag: flag.key }),
    { tables },
  );
  return (
    <ol class="rules">
      {data?.rules.map((rule) => (
        <RuleLine key={rule.id} rule={rule}>
          {rule.origin === "flag" && rule.rule_type !== "global_override" && <RuleButtons flag={flag} rule={rule} />}
        </RuleLine>
      ))}
      <li class="rule otherwise">
        <Value on={flag.default_value} />
        <div>{data?.rules.length === 0 ? "for everyone: there are no rules" : "otherwise"}</div>
        <div class="rule-actions">
          <Switch
            on={flag.default_value}
            label={`What ${flag.key} answers when no rule matches`}
            onChange={(on) => act(`${flag.key} is ${on ? "on" : "off"} by default`, () => setDefault(flag, on))}
          />
        </div>
      </li>
    </ol>
  );
}

/** A flag with its rules and all that can be done with it. */
export function FlagCard({ flag }: { readonly flag: Flag }) {
  const named = flag.name !== flag.key && flag.name !== flag.feature?.name;
  const subtitle = flag.description || (named ? flag.name : "");
  return (
    <Card
      title={flag.key}
      aside={
        <div class="card-aside">
          {flag.feature && <Tag>{flag.feature.name}</Tag>}
          <ForEveryone flag={flag} />
        </div>
      }
    >
      {subtitle !== "" && <p class="subtitle">{subtitle}</p>}
      <Rules flag={flag} />
      <footer>
        <a class="button small" href={link("playground", flag.key)}>
          Try it
        </a>
        <AddRule flag={flag} />
        <Button
          kind="plain"
          label={`Delete the flag ${flag.key}`}
          onClick={() => act(`${flag.key} deleted`, () => api("DELETE", `/flags/${flag.id}`))}
        >
          Delete
        </Button>
      </footer>
    </Card>
  );
}
