import { type CheckContext, ConfigError, cleanString, type Keys } from "@schematic/api/core";
import type { OpenFeatureOptions } from "./options.ts";
import type { EvaluationContext } from "./types.ts";

const DEFAULT_KEY_NAME = "id";

/** What says whom an evaluation context is about. Whether its keys are any is for `checkKeys` and the client to say. */
export function createContextMapper(
  options: OpenFeatureOptions,
): (evaluationContext: EvaluationContext) => CheckContext {
  const { context } = options;
  if (context !== undefined && typeof context !== "function") throw new ConfigError("context must be a function");
  const name = cleanString("targetingKeyName", options.targetingKeyName) ?? DEFAULT_KEY_NAME;
  return context ?? ((evaluationContext) => keysIn(evaluationContext, name));
}

function keysIn({ company, user, targetingKey }: EvaluationContext, name: string): CheckContext {
  const isMap = typeof (user ?? {}) === "object" && !Array.isArray(user);
  const keys = isMap && targetingKey ? { [name]: targetingKey, ...Object(user) } : user;
  return { company: asKeys(company), user: asKeys(keys) };
}

const asKeys = (value: unknown) => (value ?? undefined) as Keys | undefined;

/** Throws a `TypeError` where no service could be asked about that company or user. */
export function checkKeys({ company, user }: CheckContext): void {
  for (const [kind, map] of Object.entries({ company, user })) {
    if (map === undefined || map === null) continue;
    if (typeof map !== "object" || Array.isArray(map))
      throw new TypeError(`${kind} must be an object of keys, such as { id: "acme" }`);
    const wrong = Object.entries(map).find(([, key]) => typeof key !== "string");
    if (wrong) throw new TypeError(`${kind} key ${wrong[0]} must be a string, not ${typeof wrong[1]}`);
  }
}
