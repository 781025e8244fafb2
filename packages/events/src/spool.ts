/** Events that an earlier process left. */
export interface SpooledEvents {
  /** Each as the queue keeps it: JSON without its opening brace and without the API key. */
  readonly texts: readonly string[];
  /** When the first attempt of these began whose outcome is unknown, in Unix milliseconds; absent: none did. */
  readonly attemptedAt?: number | undefined;
}

/** What a spool is opened with. */
export interface SpoolOpening {
  /** Together these name the environment that events belong to. Only a fingerprint of them may be stored. */
  readonly identity: readonly string[];
  /** The number of the first event handed back; the others follow without gaps. */
  readonly firstNumber: number;
  /** Events that may be sent together. */
  readonly maxBatchSize: number;
  /** Hears of what fails; the queue goes on from memory. */
  readonly report: (error: Error) => void;
}

/** Events by their numbers. */
export interface SpoolRange {
  readonly first: number;
  readonly count: number;
}

/** Keeps accepted events across crashes: `fileSpool` of `@schematic/events/file`. Any number of queues may be given the same. */
export interface Spool {
  /** The spool of one queue, apart from those of others. Starts nothing. */
  forQueue(): QueueSpool;
}

/** The spool of one queue. No method throws; while it is not open, none but `open` does anything. */
export interface QueueSpool {
  readonly isOpen: boolean;
  /** Takes over what an earlier process left, what it attempted first. Stays closed while another process has it; called again and again. */
  open(opening: SpoolOpening): readonly SpooledEvents[];
  /** Keeps an event before its acceptance is told to anybody. */
  append(number: number, text: string): void;
  /** Will a later process find this event? */
  holds(number: number): boolean;
  /** An attempt of these events begins, or with `undefined` turned out not to have reached the service. */
  attempted(range: SpoolRange, at: number | undefined): void;
  /** These events are delivered or dropped: forget them. */
  settled(range: SpoolRange): void;
  /** Lets another process take what is left. May be opened again. */
  close(): void;
}
