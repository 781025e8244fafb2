// Flags of the same size in two other services' local evaluators: the same number of rules and conditions, on attributes of
// one context, decided by the last rule.

import { basicLogger, init } from "@launchdarkly/node-server-sdk";
import { TestData } from "@launchdarkly/node-server-sdk/integrations";
import * as configcat from "configcat-node";

/** A flag's rules as plain conditions on attributes: `{ attribute, number?, text? }`, all of a rule to be met. */
function plainRules({ flag }) {
  return flag.rules.map(({ conditions }) => conditions.map(plainCondition));
}

function plainCondition({ condition_type, trait_definition, trait_value, metric_value, event_subtype, resource_ids }) {
  if (condition_type === "plan") return { attribute: "plan", anyOf: resource_ids };
  if (condition_type === "metric") return { attribute: event_subtype, below: metric_value };
  if (trait_definition.comparable_type === "int")
    return { attribute: trait_definition.id, atLeast: Number(trait_value) };
  return { attribute: trait_definition.id, anyOf: [trait_value] };
}

/** A company's values as plain attributes. */
function attributesOf({ company }) {
  const attributes = { plan: company.base_plan_id };
  for (const { event_subtype, value } of company.metrics) attributes[event_subtype] = value;
  for (const { trait_definition, value } of company.traits) {
    attributes[trait_definition.id] = trait_definition.comparable_type === "int" ? Number(value) : value;
  }
  return attributes;
}

/** LaunchDarkly's server SDK, from its own in-memory source. */
export async function launchDarkly(fixture) {
  const data = new TestData();
  const rules = plainRules(fixture).map((conditions, i) => ({
    id: `rule-${i}`,
    variation: 0,
    clauses: conditions.map(({ attribute, anyOf, below, atLeast }) => ({
      contextKind: "company",
      attribute,
      negate: atLeast !== undefined,
      op: anyOf ? "in" : "lessThan",
      values: anyOf ?? [below ?? atLeast],
    })),
  }));
  const flag = {
    key: fixture.flag.key,
    on: true,
    version: 1,
    variations: [true, false],
    fallthrough: { variation: 1 },
    offVariation: 1,
  };
  data.usePreconfiguredFlag({ ...flag, salt: "s", rules, targets: [], prerequisites: [] });
  const logger = basicLogger({ level: "error" });
  const client = init("sdk-key", {
    updateProcessor: data.getFactory(),
    sendEvents: false,
    diagnosticOptOut: true,
    logger,
  });
  await client.waitForInitialization({ timeout: 5 });
  const context = { kind: "company", key: fixture.company.id, ...attributesOf(fixture) };
  return { check: () => client.variation(flag.key, context, false), close: () => client.close() };
}

// Comparators of ConfigCat's format: text is one of, text equals, number less, number greater or equal.
const COMPARATOR = { oneOf: 0, equals: 28, below: 12, atLeast: 15 };

/** ConfigCat's snapshot, from a cached configuration. */
export async function configCat(fixture) {
  const condition = ({ attribute, anyOf, below, atLeast }) => {
    if (anyOf?.length === 1) return { u: { a: attribute, c: COMPARATOR.equals, s: anyOf[0] } };
    if (anyOf) return { u: { a: attribute, c: COMPARATOR.oneOf, l: anyOf } };
    return { u: { a: attribute, c: below === undefined ? COMPARATOR.atLeast : COMPARATOR.below, d: below ?? atLeast } };
  };
  const setting = {
    t: 0,
    v: { b: false },
    r: plainRules(fixture).map((conditions, i) => ({
      c: conditions.map(condition),
      s: { v: { b: true }, i: `rule-${i}` },
    })),
  };
  const config = JSON.stringify({ p: { u: "https://localhost", r: 0, s: "salt" }, f: { [fixture.flag.key]: setting } });
  const cache = { get: () => `${Date.now()}\netag\n${config}`, set() {} };
  const key = "configcat-sdk-1/0123456789012345678901/0123456789012345678901";
  const logger = configcat.createConsoleLogger(configcat.LogLevel.Error);
  const client = configcat.getClient(key, configcat.PollingMode.ManualPoll, { cache, logger, offline: true });
  await client.forceRefreshAsync();
  const snapshot = client.snapshot();
  const user = new configcat.User(fixture.company.id, undefined, undefined, attributesOf(fixture));
  return { check: () => snapshot.getValue(fixture.flag.key, false, user), close: () => client.dispose() };
}
