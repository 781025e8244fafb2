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
  const full: T[][] = [];
  let open: T[] = [];
  let openUnits = 0;

  const seal = () => {
    full.push(open);
    open = [];
    openUnits = 0;
  };
  return {
    hasFull: () => full.length > 0,
    add(record, units) {
      if (openUnits > 0 && openUnits + units > maxBatchUnits) seal();
      openUnits += units;
      if (open.push(record) >= maxBatchSize) seal();
    },
    take(isDue) {
      if (isDue && open.length > 0 && full.length === 0) seal();
      return full.shift();
    },
    evict() {
      const [batch = open] = full;
      const record = batch.shift();
      if (batch === open && record !== undefined) openUnits -= unitsOf(record);
      if (full[0]?.length === 0) full.shift();
      return record;
    },
  };
}
