import { membersOf, type Reader, ReadFailure, readMember, text } from "./reader.ts";

type Fields = Readonly<Record<string, Reader<unknown>>>;
type Values<F extends Fields> = { readonly [Name in keyof F]: ReturnType<F[Name]> };

interface Field {
  readonly name: string;
  /** The other spelling, or the same when there is only one. */
  readonly snake: string;
  readonly read: Reader<unknown>;
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * A structure: each field in camelCase or snake_case but not both, or the fields as an array in this order, of which at
 * least `least` must be there. Unknown members are skipped.
 */
export function struct<const F extends Fields>(fields: F, least = 0): Reader<Values<F>> {
  const order = Object.entries(fields).map(([name, read]): Field => ({ name, snake: snakeCase(name), read }));
  return (value) => {
    const members = Array.isArray(value) ? fromArray(value, order, least) : membersOf(value, "an object");
    for (const name in members) readMember(text, name, name);
    const values: Record<string, unknown> = {};
    for (const field of order) values[field.name] = readMember(field.read, pick(members, field), field.name);
    return values as Values<F>;
  };
}

function pick(members: Readonly<Record<string, unknown>>, { name, snake }: Field): unknown {
  const camelValue = members[name];
  if (name === snake) return camelValue;
  const snakeValue = members[snake];
  if (camelValue === undefined) return snakeValue;
  if (snakeValue !== undefined) throw new ReadFailure(`is there twice, as ${name} and as ${snake}`);
  return camelValue;
}

function fromArray(values: readonly unknown[], order: readonly Field[], least: number): Record<string, unknown> {
  if (values.length < least || values.length > order.length) {
    throw new ReadFailure(`is a list of ${values.length} (expected the ${order.length} fields)`);
  }
  return Object.fromEntries(order.map(({ name }, i) => [name, i < values.length ? (values[i] ?? null) : undefined]));
}
