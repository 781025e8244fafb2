import { membersOf, type Reader, ReadFailure, readMember, text, within } from "./reader.ts";

type Fields = Readonly<Record<string, Reader<unknown>>>;
type Values<F extends Fields> = { readonly [Name in keyof F]: ReturnType<F[Name]> };

interface Field {
  readonly name: string;
  readonly read: Reader<unknown>;
  /** A bit of its own, to note that the field was there. */
  readonly bit: number;
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * A structure: each field in camelCase or snake_case but not both, or the fields as an array in this order, of which at
 * least `least` must be there. Unknown members are skipped.
 */
export function struct<const F extends Fields>(fields: F, least = 0): Reader<Values<F>> {
  const order = Object.entries(fields).map(([name, read], i): Field => ({ name, read, bit: 1 << i }));
  const known = new Map(
    order.flatMap((field) => [[field.name, field] as const, [snakeCase(field.name), field] as const]),
  );
  const { values: missing, required } = readMissing(order);
  return (value) => {
    const members = Array.isArray(value) ? fromArray(value, order, least) : membersOf(value, "an object");
    const values = { ...missing };
    const seen = readMembers(members, known, values);
    // Reading them as missing refuses them.
    if ((seen & required) !== required) {
      for (const { name, read, bit } of order) if ((seen & bit) === 0) readMember(read, undefined, name);
    }
    return values as Values<F>;
  };
}

/** Reads what is there into `values`; tells which fields were. */
function readMembers(members: object, known: ReadonlyMap<string, Field>, values: Record<string, unknown>): number {
  let seen = 0;
  let at = "";
  try {
    for (const name of Object.keys(members)) {
      at = name;
      const value = (members as Record<string, unknown>)[name];
      const field = known.get(name);
      if (value === undefined) continue;
      if (field === undefined) text(name);
      else {
        if ((seen & field.bit) !== 0) throw new ReadFailure("is there in both spellings");
        seen |= field.bit;
        values[field.name] = field.read(value);
      }
    }
    return seen;
  } catch (failure) {
    throw within(`.${at}`, failure);
  }
}

/** What fields are when they are missing, and the bits of those that may not be. */
function readMissing(order: readonly Field[]): { values: Record<string, unknown>; required: number } {
  const values: Record<string, unknown> = {};
  let required = 0;
  for (const { name, read, bit } of order) {
    try {
      values[name] = read(undefined);
    } catch {
      values[name] = null;
      required |= bit;
    }
  }
  return { values, required };
}

function fromArray(values: readonly unknown[], order: readonly Field[], least: number): Record<string, unknown> {
  if (values.length < least || values.length > order.length) {
    throw new ReadFailure(`is a list of ${values.length} (expected the ${order.length} fields)`);
  }
  // Holes are null, as JSON writes them; `map` would leave them out.
  return Object.fromEntries(Array.from(values, (value, i) => [order[i]?.name ?? "", value ?? null]));
}
