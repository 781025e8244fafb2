/** How large a batch may become, and how records are measured. */
export interface BacklogOptions<T> {
  readonly maxBatchSize: number;
  /** In the unit of `unitsOf`. */
  readonly maxBatchUnits: number;
  readonly unitsOf: (record: T) => number;
}

/** Records that wait for their first attempt, in order of acceptance, already grouped into batches. */
export interface Backlog<T> {
  /** Is there a batch that need not wait for more? */
  hasFull(): boolean;
  add(record: T, units: number): void;
  /** Takes the next batch: a full one, or what there is with `isDue`. */
  take(isDue: boolean): T[] | undefined;
  /** Removes the oldest record. */
  evict(): T | undefined;
}

/** Makes an empty backlog. */
export function createBacklog<T>({ maxBatchSize, maxBatchUnits, unitsOf }: BacklogOptions<T>): Backlog<T> {
  let full: T[][] = [];
  // The oldest of them, last first: taking from the front of an array moves all that is behind.
  let oldest: T[][] = [];
  let open: T[] = [];
  let openUnits = 0;

  const seal = () => {
    full.push(open);
    open = [];
    openUnits = 0;
  };
  const first = () => {
    if (oldest.length === 0) {
      oldest = full.reverse();
      full = [];
    }
    return oldest.at(-1);
  };
  return {
    hasFull: () => oldest.length + full.length > 0,
    add(record, units) {
      if (openUnits > 0 && openUnits + units > maxBatchUnits) seal();
      openUnits += units;
      if (open.push(record) >= maxBatchSize) seal();
    },
    take(isDue) {
      if (isDue && open.length > 0 && first() === undefined) seal();
      first();
      return oldest.pop();
    },
    evict() {
      const batch = first() ?? open;
      const record = batch.shift();
      if (batch === open && record !== undefined) openUnits -= unitsOf(record);
      if (first()?.length === 0) oldest.pop();
      return record;
    },
  };
}
