// Below it, moving the rest costs nothing to speak of.
const MIN_GONE = 1_000;

/** A line in which the first is served at once, however many wait: an array moves all of them for each that it shifts. */
export interface Fifo<T> {
  readonly length: number;
  readonly first: T | undefined;
  push(item: T): void;
  shift(): T | undefined;
}

/** Makes an empty line. */
export function createFifo<T>(): Fifo<T> {
  const items: (T | undefined)[] = [];
  let gone = 0;
  return {
    get length() {
      return items.length - gone;
    },
    get first() {
      return items[gone];
    },
    push: (item) => void items.push(item),
    shift() {
      if (gone === items.length) return undefined;
      const item = items[gone];
      items[gone++] = undefined;
      if (gone >= MIN_GONE && gone * 2 >= items.length) {
        items.splice(0, gone);
        gone = 0;
      }
      return item;
    },
  };
}
