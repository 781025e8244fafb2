import { membersOf, type Reader, ReadFailure, text } from "./reader.ts";

/** The name that an enumeration holds: a string, or an object with that one key and `null` as its value. */
const variant: Reader<string> = (value) => {
  if (typeof value === "string") return text(value);
  const [entry, ...others] = Object.entries(membersOf(value, "a name"));
  if (entry === undefined || others.length > 0 || entry[1] !== null) throw new ReadFailure("does not name a variant");
  return text(entry[0]);
};

/** One of `names`, or `null` for any other name: the official engine accepts it and matches nothing with it. */
export function anyOf<const Name extends string>(names: readonly Name[]): Reader<Name | null> {
  return (value) => {
    const name = variant(value);
    return names.find((known) => known === name) ?? null;
  };
}

/** One of `names`; anything else is refused. */
export function oneOf<const Name extends string>(names: readonly Name[]): Reader<Name> {
  const read = anyOf(names);
  return (value) => {
    const name = read(value);
    if (name === null) throw new ReadFailure(`is ${JSON.stringify(value)} (expected one of ${names.join(", ")})`);
    return name;
  };
}
