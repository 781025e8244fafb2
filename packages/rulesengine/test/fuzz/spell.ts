import type { Random } from "./random.ts";

type Members = Readonly<Record<string, unknown>>;

const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** One of the ways in which a structure may be written: snake_case, camelCase, both mixed, or (rarely) an array. */
export function spell(random: Random, members: Members): unknown {
  if (random.chance(0.01)) return Object.values(members).map((value) => value ?? null);
  const style = random.pick([0, 0, 1, 0.5]);
  return Object.fromEntries(
    Object.entries(members)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [random.chance(style) ? camelCase(name) : name, value]),
  );
}

/** One of the ways in which an enumeration may be written. */
export function spellName(random: Random, name: string): unknown {
  return random.chance(0.01) ? { [name]: null } : name;
}

/** A member that may be there, be null, or be missing. */
export function maybe<T>(random: Random, make: () => T, probability = 0.5): T | null | undefined {
  if (random.chance(probability)) return make();
  return random.chance(0.3) ? null : undefined;
}
