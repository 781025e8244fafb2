/** What the console has to tell after something was done. */
export interface Notice {
  readonly id: number;
  readonly tone: "good" | "bad";
  readonly text: string;
}

/** Long enough to read a line. */
const shownMs = { good: 3_500, bad: 9_000 };

let notices: readonly Notice[] = [];
let count = 0;
const listeners = new Set<(notices: readonly Notice[]) => void>();

function set(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener(notices);
}

/** Takes a notice away. */
export function dismiss(id: number): void {
  set(notices.filter((notice) => notice.id !== id));
}

/** Shows a notice for a while. */
export function notify(tone: Notice["tone"], text: string): void {
  count += 1;
  const id = count;
  set([...notices.slice(-2), { id, tone, text }]);
  setTimeout(() => dismiss(id), shownMs[tone]);
}

/** Calls back whenever the notices change; returns the way to stop. */
export function onNotices(listener: (notices: readonly Notice[]) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Does something and tells how it went: with `done` when it worked, else with why it did not. Resolves to whether it worked. */
export async function act(done: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    notify("good", done);
    return true;
  } catch (error) {
    notify("bad", error instanceof Error ? error.message : String(error));
    return false;
  }
}
