import type { Settlement } from "./lane-options.ts";

/** What became of the events that `flush` or `close` covers. */
export interface DeliveryResult {
  /** Taken in by the service. */
  readonly delivered: number;
  /** Given up; why is in the log and in `hooks.onEvent`. */
  readonly dropped: number;
  /** Neither when the time was over. */
  readonly pending: number;
}

/** Counts what becomes of everything accepted before it was made. */
export interface Watch {
  /** Resolves when everything is settled, and when `end` is called; never rejects. */
  readonly result: Promise<DeliveryResult>;
  settled(settlement: Settlement): void;
  /** Resolves with how things stand. */
  end(): void;
}

/** Makes a watch from how many events each lane has accepted, and how many of all are pending. */
export function createWatch(accepted: Readonly<Record<Settlement["lane"], number>>, events: number): Watch {
  const counts = { delivered: 0, dropped: 0, pending: events };
  let end: () => void = () => undefined;
  const result = new Promise<DeliveryResult>((resolve) => {
    end = () => resolve({ ...counts });
  });
  const endIfDone = () => {
    if (counts.pending === 0) end();
  };
  endIfDone();
  return {
    result,
    end: () => end(),
    settled({ lane, outcome, first, count }) {
      const covered = Math.max(0, Math.min(first + count, accepted[lane]) - first);
      counts.pending -= covered;
      counts[outcome] += covered;
      endIfDone();
    },
  };
}
