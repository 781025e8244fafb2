import { randomBytes } from "node:crypto";
import { type Store, tableNames } from "./store.ts";

const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

function randomPart(): string {
  let text = "";
  for (const byte of randomBytes(11)) text += alphabet[byte % alphabet.length];
  return text;
}

const isTaken = (store: Store, id: string): boolean => tableNames.some((name) => store.get(name, id) !== undefined);

/** Makes ids like `comp_7bQ…`; in deterministic mode `comp_1`, `comp_2` and so on, continued after a restart. */
export function createIdMaker(store: Store, deterministic: boolean): (prefix: string) => string {
  if (!deterministic) return (prefix) => `${prefix}_${randomPart()}`;
  return (prefix) => {
    const id = `ids:${prefix}`;
    const last = store.get("meta", id)?.value;
    let next = (typeof last === "number" ? last : 0) + 1;
    // A seed may have given the id away.
    while (isTaken(store, `${prefix}_${next}`)) next += 1;
    store.put("meta", { id, value: next, created_at: "", updated_at: "" });
    return `${prefix}_${next}`;
  };
}
