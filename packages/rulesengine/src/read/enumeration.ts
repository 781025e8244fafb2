import { membersOf, type Reader, ReadFailure, text } from "./reader.ts";

/** The name that an enumeration holds: a string, or an object with that one key and `null` as its value. */
export const variant: Reader<string> = (value) => {
  if (typeof value === "string") return text(value);
  const [entry, ...others] = Object.entries(membersOf(value, "a name"));
  if (entry === undefined || others.length > 0 || entry[1] !== null) throw new ReadFailure("does not name a variant");
  return text(entry[0]);
};

/** One of `names`; anything else is refused. */
export function oneOf<const Name extends string>(names: readonly Name[]): Reader<Name> {
  return (value) => {
    const name = variant(value);
    const found = names.find((known) => known === name);
    if (found === undefined) throw new ReadFailure(`is ${JSON.stringify(value)} (expected one of ${names.join(", ")})`);
    return found;
  };
}
