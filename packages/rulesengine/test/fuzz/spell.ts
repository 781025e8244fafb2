import type { Random } from "./random.ts";

/** The members of a structure, in the order of its fields. */
export type Members = Readonly<Record<string, unknown>>;

const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** One of the ways in which a structure may be written: snake_case, camelCase, both mixed, or (rarely) an array. */
export function spell(random: Random, members: Members): unknown {
  if (random.chance(0.015)) return asArray(random, members);
  const style = random.pick([0, 0, 1, 0.5]);
  return Object.fromEntries(
    Object.entries(members)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [random.chance(style) ? camelCase(name) : name, value]),
  );
}

/** The fields in order, sometimes with some left off at the end, or one too many. */
function asArray(random: Random, members: Members): unknown[] {
  const fields = Object.values(members).map((value) => value ?? null);
  if (random.chance(0.6)) return fields;
  return random.chance(0.1) ? [...fields, null] : fields.slice(0, random.below(fields.length + 1));
}

/** One of the ways in which an enumeration may be written, and now and then one in which it may not. */
export function spellName(random: Random, name: string): unknown {
  if (random.chance(0.99)) return name;
  const unknown = random.pick([name.toUpperCase(), camelCase(name), ` ${name}`, "", "toString", "__proto__"]);
  const two = { [name]: null, x: null };
  return random.pick([{ [name]: null }, { [name]: null }, { [name]: {} }, { [unknown]: null }, unknown, two]);
}

/** A member that may be there, be null, or be missing. */
export function maybe<T>(random: Random, make: () => T, probability = 0.5): T | null | undefined {
  if (random.chance(probability)) return make();
  return random.chance(0.3) ? null : undefined;
}
