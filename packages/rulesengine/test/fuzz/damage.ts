import type { Random } from "./random.ts";

type Container = Record<string, unknown>;

/** What may stand where something else belongs. Some of it is no JSON data, and stands for what it serialises to. */
const JUNK: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  () => 7,
  () => 1.5,
  () => -0,
  () => Number.NaN,
  () => 2 ** 63,
  () => 1e21,
  () => "",
  () => "x",
  () => "\ud800",
  () => [],
  () => [null],
  () => ({}),
  () => ({ eq: null }),
  () => ({ company: null, user: null }),
  () => new Date(0),
  () => new Date(Number.NaN),
  () => () => 1,
];

/** Spoils a case in place, somewhere. */
export function damage(random: Random, root: Container): void {
  const places = placesIn(root);
  if (places.length === 0) return;
  const [container, name] = random.pick(places);
  switch (random.below(6)) {
    case 0:
      delete container[name];
      return;
    case 1:
      container[otherCase(name)] = container[name];
      return;
    case 2:
      container[random.pick(["extra", "\ud800", "Id", "__proto__x", "toString"])] = random.pick(JUNK)();
      return;
    case 3:
      container[name] = [container[name]];
      return;
    default:
      container[name] = random.pick(JUNK)();
  }
}

/** Every member of everything inside, as its owner and its name. */
function placesIn(root: Container): [Container, string][] {
  const places: [Container, string][] = [];
  const visit = (container: Container) => {
    for (const [name, value] of Object.entries(container)) {
      places.push([container, name]);
      if (typeof value === "object" && value !== null) visit(value as Container);
    }
  };
  visit(root);
  return places;
}

function otherCase(name: string): string {
  return name.includes("_")
    ? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
