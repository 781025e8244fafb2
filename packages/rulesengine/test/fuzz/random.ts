/** A seeded source of choices (sfc32): the same seed makes the same choices. */
export class Random {
  #a: number;
  #b = 0x9e3779b9;
  #c = 0x85ebca6b;
  #count = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    // Spreads neighbouring seeds apart, so that consecutive cases have nothing in common.
    for (let round = 0; round < 12; round++) this.bits();
  }

  /** A whole number of 32 bits. */
  bits(): number {
    const drawn = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + drawn) | 0;
    return drawn >>> 0;
  }

  /** A whole number from 0 up to but not `end`. */
  below(end: number): number {
    return Math.floor((this.bits() / 2 ** 32) * end);
  }

  chance(probability: number): boolean {
    return this.bits() / 2 ** 32 < probability;
  }

  pick<T>(choices: readonly [T, ...T[]] | readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  /** Up to `most` items, fewer being likelier. */
  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: Math.min(this.below(most + 1), this.below(most + 1)) }, make);
  }
}
