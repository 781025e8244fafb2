import type { Random } from "./random.ts";
import { anInteger } from "./scalars.ts";

type Container = Record<string, unknown>;

class Written {
  readonly #value: unknown;
  constructor(value: unknown) {
    this.#value = value;
  }
  toJSON(): unknown {
    return this.#value;
  }
}

/** What may stand where something else belongs. Some of it is no JSON data, and stands for what it serialises to. */
const JUNK: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  () => false,
  () => 0,
  () => 7,
  () => 1.5,
  () => -0,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 2 ** 63,
  () => 1e21,
  () => "",
  () => "x",
  () => "7",
  () => "true",
  () => "\ud800",
  () => "a\udc00b",
  () => [],
  () => [null],
  () => [undefined],
  () => new Array(2),
  () => [[]],
  () => ({}),
  () => ({ eq: null }),
  () => ({ eq: undefined, trait: null }),
  () => ({ company: null, user: null }),
  () => define({}, "__proto__", null),
  () => define({}, "__proto__", { id: "a" }),
  () => new Date(0),
  () => new Date(Number.NaN),
  () => () => 1,
  () => Symbol("s"),
  () => new Map([["a", 1]]),
  () => new Uint8Array(2),
  () => new String("a"),
  () => new Number(3),
  () => new Boolean(true),
  () => new Written("trait"),
  () => new Written(undefined),
  (random) => new Written(anInteger(random)),
  (random) => [anInteger(random)],
];

const EXTRA = ["extra", "\ud800", "Id", "ID", "toString", "constructor", "hasOwnProperty", "0", ""];

/** Spoils a case in place, somewhere. */
export function damage(random: Random, root: Container): void {
  const places = placesIn(root);
  if (places.length === 0) return;
  const [container, name] = random.pick(places);
  const junk = () => random.pick(JUNK)(random);
  switch (random.below(9)) {
    case 0:
      delete container[name];
      return;
    case 1:
      container[otherCase(name)] = random.chance(0.5) ? container[name] : junk();
      return;
    case 2:
      container[random.pick(EXTRA)] = junk();
      return;
    case 3:
      container[name] = random.chance(0.5) ? [container[name]] : { [name]: container[name] };
      return;
    case 4:
      define(container, "__proto__", random.chance(0.5) ? container[name] : junk());
      return;
    case 5:
      container[name] = inherited(container[name]);
      return;
    default:
      container[name] = junk();
  }
}

/** Gives an object a member of its own, also one called `__proto__`: as `JSON.parse` does. */
function define<T extends object>(container: T, name: string, value: unknown): T {
  return Object.defineProperty(container, name, { value, enumerable: true, writable: true, configurable: true });
}

/** The same members, but not its own: JSON does not have them. */
const inherited = (value: unknown): unknown => (isPlain(value) ? Object.create(value) : value);

const isPlain = (value: unknown): value is Container =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Every member of everything inside, as its owner and its name. */
function placesIn(root: Container): [Container, string][] {
  const places: [Container, string][] = [];
  const visit = (container: Container) => {
    for (const [name, value] of Object.entries(container)) {
      places.push([container, name]);
      if (isPlain(value) || Array.isArray(value)) visit(value as Container);
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
