// Conditions and companies agree on a number for each name that a condition may look up. A condition then finds its trait or
// metric by position, without hashing a text on every check.

// Beyond this many names, the rest are looked up by name: a row of positions costs memory in every company.
const MAX_SLOTS = 256;

/** The numbers given out so far. They are never taken back, so their count is bounded. */
export class Slots {
  readonly #numbers = new Map<string, number>();

  /** How many numbers are given out. */
  get size(): number {
    return this.#numbers.size;
  }

  /** Where to find a name that a condition mentions. */
  claim(name: string): Place {
    let slot = this.#numbers.get(name) ?? MAX_SLOTS;
    if (slot === MAX_SLOTS && this.size < MAX_SLOTS) {
      slot = this.size;
      this.#numbers.set(name, slot);
    }
    return { name, slot };
  }

  /** Items by number, for the names that have one; of a name, the first. */
  arrange<T extends Named>(items: readonly T[]): (T | undefined)[] {
    const row = new Array<T | undefined>(this.size).fill(undefined);
    for (const item of items) {
      const slot = this.#numbers.get(item.name);
      if (slot !== undefined && row[slot] === undefined) row[slot] = item;
    }
    return row;
  }
}

/** A name and its number, which no row reaches when the name has none. */
export interface Place {
  readonly name: string;
  readonly slot: number;
}

interface Named {
  readonly name: string;
}

/** The items of one company or user, found by number. */
export class Row<T extends Named> {
  readonly #slots: Slots;
  readonly #items: readonly T[];
  #row: (T | undefined)[];

  constructor(slots: Slots, items: readonly T[]) {
    this.#slots = slots;
    this.#items = items;
    this.#row = slots.arrange(items);
  }

  /** The first item of that name. */
  at(place: Place): T | undefined {
    return place.slot < this.#row.length ? this.#row[place.slot] : this.#late(place);
  }

  /** The item with that number, if this row reaches so far. */
  peek(slot: number): T | undefined {
    return slot < this.#row.length ? this.#row[slot] : undefined;
  }

  /** A name that got its number after this row was made, or gets none. */
  #late({ name, slot }: Place): T | undefined {
    if (slot < this.#slots.size) this.#row = this.#slots.arrange(this.#items);
    return this.#items.find((item) => item.name === name);
  }
}

/** Numbers of trait definitions, by id. */
export const traitSlots = new Slots();
/** Numbers of metrics, by `metricName`. */
export const metricSlots = new Slots();
