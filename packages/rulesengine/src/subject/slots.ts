// Conditions and companies agree on a number for each name that a condition may look up. A condition then finds its trait or
// metric by position, without hashing a text on every check.

// Beyond this many names, the rest are looked up by name: a row of positions costs memory in every company.
const MAX_SLOTS = 256;

/** The numbers given out so far. They are never taken back, so their count is bounded. */
export class Slots {
  readonly #numbers = new Map<string, number>();

  /** How many numbers are given out; also the number of every name beyond the bound, which no row reaches. */
  get size(): number {
    return this.#numbers.size;
  }

  /** The number of a name that a condition mentions. */
  claim(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.#numbers.size >= MAX_SLOTS) return MAX_SLOTS;
    const number = this.#numbers.size;
    this.#numbers.set(name, number);
    return number;
  }

  /** Items by number, for the names that have one. */
  arrange<T>(items: ReadonlyMap<string, T>): (T | undefined)[] {
    const row = new Array<T | undefined>(this.#numbers.size).fill(undefined);
    for (const [name, item] of items) {
      const number = this.#numbers.get(name);
      if (number !== undefined) row[number] = item;
    }
    return row;
  }
}

/** The items of one company or user, found by number. */
export class Row<T> {
  readonly #slots: Slots;
  readonly #byName: ReadonlyMap<string, T>;
  #items: (T | undefined)[];

  constructor(slots: Slots, byName: ReadonlyMap<string, T>) {
    this.#slots = slots;
    this.#byName = byName;
    this.#items = slots.arrange(byName);
  }

  /** The item with that name, whose number is `slot`. */
  at(slot: number, name: string): T | undefined {
    return slot < this.#items.length ? this.#items[slot] : this.#late(slot, name);
  }

  /** A name that got its number after this row was made, or gets none. */
  #late(slot: number, name: string): T | undefined {
    if (slot < this.#slots.size) this.#items = this.#slots.arrange(this.#byName);
    return this.#byName.get(name);
  }
}

/** Numbers of trait definitions, by id. */
export const traitSlots = new Slots();
/** Numbers of metrics, by `metricName`. */
export const metricSlots = new Slots();

/** What names a metric: all three must agree. */
export function metricName(eventSubtype: string, period: string, monthReset: string): string {
  return `${period} ${monthReset} ${eventSubtype}`;
}
