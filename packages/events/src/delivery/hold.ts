import { unref } from "@schematic/api/core";

/** A pause between attempts. It never keeps the process alive: whoever waits for the end of it has a timer of their own. */
export class Hold {
  readonly #now: () => number;
  readonly #ended: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #until = 0;
  #isAsked = false;

  constructor(now: () => number, ended: () => void) {
    this.#now = now;
    this.#ended = ended;
  }

  get isOn(): boolean {
    return this.#timer !== undefined;
  }

  /** Pauses, unless a longer pause is on. `isAsked`: the service asked for it, so nothing shortens it. */
  pause(ms: number, isAsked: boolean): void {
    const until = this.#now() + ms;
    if (this.isOn && until <= this.#until) return;
    this.#isAsked = isAsked;
    this.#set(until, ms);
  }

  /** Makes the pause at most `ms` long from now. */
  shorten(ms: number): void {
    const until = this.#now() + ms;
    if (this.isOn && !this.#isAsked && until < this.#until) this.#set(until, ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #set(until: number, ms: number): void {
    this.stop();
    this.#until = until;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#ended();
    }, ms);
    unref(this.#timer);
  }
}
