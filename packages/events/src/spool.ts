/** An event that an earlier process left. */
export interface SpoolEntry {
  /** The event as the queue keeps it: JSON without its opening brace and without the API key. */
  readonly text: string;
  /** When the first attempt began whose outcome is unknown, in Unix milliseconds; absent: none did. */
  readonly attemptedAt?: number | undefined;
}

/** What a spool is opened with. */
export interface SpoolOpening {
  /** Together these name the environment that events belong to. Only a fingerprint of them may be stored. */
  readonly identity: readonly string[];
  /** The number of the first entry handed back; the others follow without gaps. */
  readonly firstNumber: number;
  /** Hears of what fails; the queue goes on from memory. */
  readonly report: (error: Error) => void;
}

/** Keeps accepted events across crashes: `fileSpool` of `@schematic/events/file`. Every method answers at once and none throws. */
export interface Spool {
  /** Takes over what an earlier process left, events with `attemptedAt` first. `undefined`: another process has it, ask again later. */
  open(opening: SpoolOpening): readonly SpoolEntry[] | undefined;
  /** Keeps an event before its acceptance is told to anybody. */
  append(number: number, text: string): void;
  /** An attempt of these events begins, or with `undefined` turned out not to have reached the service. */
  attempted(range: SpoolRange, at: number | undefined): void;
  /** These events are delivered or dropped: forget them. */
  settled(range: SpoolRange): void;
  /** Lets another process take what is left. */
  close(): void;
}

/** Events by their numbers. */
export interface SpoolRange {
  readonly first: number;
  readonly count: number;
}
