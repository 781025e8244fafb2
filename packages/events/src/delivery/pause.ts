import { unref } from "@schematic/api/core";

/** A time in which nothing is tried. All times are by `performance.now`, the clock that timers follow and nobody can set. */
export interface Pause {
  /** 0: it was never on, or was stopped. */
  readonly end: number;
  isOn(): boolean;
  /** Makes it last until then, in place of what was. */
  until(end: number): void;
  /** Ends it, without a word. */
  stop(): void;
}

/** Makes a pause that is not on. Its timer never keeps the process alive, and may be lost: Workers forget those of a request that has ended. */
export function createPause(over: () => void): Pause {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseEnd = 0;

  function stop(): void {
    clearTimeout(timer);
    pauseEnd = 0;
  }

  return {
    get end() {
      return pauseEnd;
    },
    isOn: () => performance.now() < pauseEnd,
    until(end) {
      stop();
      pauseEnd = end;
      timer = setTimeout(() => {
        stop();
        over();
      }, end - performance.now());
      unref(timer);
    },
    stop,
  };
}
