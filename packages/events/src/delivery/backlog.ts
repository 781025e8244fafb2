/** Records cut for one request, numbered without gaps from `first`. */
export interface Cut<T> {
  readonly first: number;
  readonly records: readonly T[];
}

/** How large a batch may become. */
export interface BatchLimits {
  /** Records. */
  readonly maxBatchSize: number;
  /** In the unit of `sizeOf`. */
  readonly maxBatchUnits: number;
}

/** How large a batch may become, and how records are measured. */
export interface BacklogOptions<T> extends BatchLimits {
  readonly sizeOf: (record: T) => number;
}

/** Records that wait for their first attempt, in order of acceptance, already grouped into batches. */
export class Backlog<T> {
  readonly #sizeOf: (record: T) => number;
  #maxBatchSize: number;
  #maxBatchUnits: number;
  readonly #full: T[][] = [];
  #open: T[] = [];
  #openUnits = 0;
  #head = 0;
  #next = 0;

  constructor({ maxBatchSize, maxBatchUnits, sizeOf }: BacklogOptions<T>) {
    this.#maxBatchSize = maxBatchSize;
    this.#maxBatchUnits = maxBatchUnits;
    this.#sizeOf = sizeOf;
  }

  /** The number that the next record gets. */
  get next(): number {
    return this.#next;
  }

  get length(): number {
    return this.#next - this.#head;
  }

  get hasFull(): boolean {
    return this.#full.length > 0;
  }

  /** Makes later batches smaller, when the service says that it takes less. */
  limit({ maxBatchSize = this.#maxBatchSize, maxBatchUnits = this.#maxBatchUnits }: Partial<BatchLimits>): void {
    this.#maxBatchSize = Math.min(this.#maxBatchSize, maxBatchSize);
    this.#maxBatchUnits = Math.min(this.#maxBatchUnits, maxBatchUnits);
  }

  /** Appends a record and gives its number. */
  add(record: T, units: number): number {
    if (this.#open.length > 0 && this.#openUnits + units > this.#maxBatchUnits) this.#seal();
    this.#open.push(record);
    this.#openUnits += units;
    if (this.#open.length >= this.#maxBatchSize) this.#seal();
    return this.#next++;
  }

  /** Numbers records that are sent without waiting here. Only while nothing waits. */
  skip(count: number): number {
    const first = this.#next;
    this.#next += count;
    if (this.#head === first) this.#head = this.#next;
    return first;
  }

  /** Takes the next batch: a full one, or what there is if its first record has a number below `due`. */
  take(due: number): Cut<T> | undefined {
    if (this.#full.length === 0) {
      if (this.#open.length === 0 || this.#head >= due) return undefined;
      this.#seal();
    }
    const [batch = []] = this.#full;
    // Batches that were sealed before the service said that it takes less.
    const records = batch.length > this.#maxBatchSize ? batch.splice(0, this.#maxBatchSize) : batch;
    if (records === batch) this.#full.shift();
    const first = this.#head;
    this.#head += records.length;
    return { first, records };
  }

  /** Removes the oldest record. */
  evict(): { readonly first: number; readonly record: T; readonly units: number } | undefined {
    const oldest = this.#full[0] ?? this.#open;
    const record = oldest.shift();
    if (record === undefined) return undefined;
    const units = this.#sizeOf(record);
    if (oldest === this.#open) this.#openUnits -= units;
    else if (oldest.length === 0) this.#full.shift();
    return { first: this.#head++, record, units };
  }

  #seal(): void {
    this.#full.push(this.#open);
    this.#open = [];
    this.#openUnits = 0;
  }
}
