import type { CheckContext, Keys } from "@schematic/api/core";

function keysOf(kind: string, keys: Keys | null | undefined): Keys | undefined {
  if (keys === undefined || keys === null) return undefined;
  if (typeof keys !== "object") throw new TypeError(`${kind} must be an object, such as { id: "acme" }`);
  let isEmpty = true;
  for (const name in keys) {
    isEmpty = false;
    if (typeof keys[name] !== "string")
      throw new TypeError(`${kind} key ${name} must be a string, not ${typeof keys[name]}`);
  }
  return isEmpty ? undefined : { ...keys };
}

/** A copy of the context, which its caller may change while the check is under way, with what is empty left out. Throws `TypeError` for what no service could be asked. */
export function cleanContext(context: CheckContext | null | undefined): CheckContext {
  if (context === undefined || context === null) return {};
  if (typeof context !== "object")
    throw new TypeError('context must be an object, such as { company: { id: "acme" } }');
  return { company: keysOf("company", context.company), user: keysOf("user", context.user) };
}
