import type { ServerFrame } from "./frames.ts";

/** Live messages kept for clients that come back. */
const keptFrames = 2_000;

/** Numbers live messages and keeps the latest, so that a client can go on where it left off. */
export interface ReplayLog {
  /** Gives the next stream id to a frame and keeps it. */
  append(frame: ServerFrame): ServerFrame;
  /** Frames newer than an id; `undefined` when the log no longer reaches back that far. */
  after(streamId: string): ServerFrame[] | undefined;
}

function parse(id: string): [number, number] | undefined {
  const match = /^(\d+)-(\d+)$/.exec(id);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

const isNewer = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);

/** A log with ids `<milliseconds>-<number>`, by real time: the emulator's clock may go back, ids may not. */
export function createReplayLog(now: () => number = Date.now): ReplayLog {
  const startedAt: [number, number] = [now(), 0];
  let last: [number, number] = startedAt;
  let forgotten: [number, number] = startedAt;
  let frames: { readonly id: [number, number]; readonly frame: ServerFrame }[] = [];
  return {
    append: (frame) => {
      const ms = Math.max(now(), last[0]);
      last = [ms, ms === last[0] ? last[1] + 1 : 0];
      const numbered = { ...frame, stream_id: `${last[0]}-${last[1]}` };
      frames.push({ id: last, frame: numbered });
      if (frames.length > 2 * keptFrames) {
        const dropped = frames.length - keptFrames;
        forgotten = frames[dropped - 1]?.id ?? forgotten;
        frames = frames.slice(dropped);
      }
      return numbered;
    },
    after: (streamId) => {
      const id = parse(streamId);
      if (!id || isNewer(forgotten, id) || isNewer(id, last)) return undefined;
      return frames.filter((entry) => isNewer(entry.id, id)).map((entry) => entry.frame);
    },
  };
}
