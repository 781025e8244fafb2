import {
  type CheckContext,
  ConfigError,
  type FlagCheck,
  type FlagSource,
  type Preflight,
  type SourceCheckOptions,
  type SourceHost,
  type SourceStatus,
  type TrackEvent,
  unref,
} from "@schematic/api/core";
import { assemble, type Parts } from "./assemble.ts";
import { LACKS } from "./check/evaluator.ts";
import type { DatastreamOptions } from "./options.ts";
import { toSettings } from "./settings.ts";
import { CONFLICT } from "./store/entity-store.ts";
import { trackUsage } from "./store/track-usage.ts";

/**
 * Local flag checks, for `new Schematic({ datastream: datastream() })` or alone. Nothing starts before the first check
 * or `ready`. Throws `ConfigError` for options that cannot be used.
 *
 * @example
 * const source = datastream({ apiKey });
 * source.checkSync("exports", { company: { id: "acme" } })?.value;
 */
export function datastream(options: DatastreamOptions = {}): FlagSource {
  return new Datastream(options);
}

/** What is unused is looked at this often; "in use" means within one or two of these. */
const PERIOD_MS = 30 * 60 * 1000;
/** Keeps the process alive while somebody waits; the length has no meaning. */
const HOLD_MS = 2 ** 30;

class Datastream implements FlagSource {
  readonly #options: DatastreamOptions;
  #host: SourceHost | undefined;
  #parts: Parts | undefined;
  #isClosed = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: DatastreamOptions) {
    toSettings(options);
    this.#options = options;
  }

  attach(host: SourceHost): void {
    if (this.#host !== undefined || this.#parts !== undefined) {
      throw new ConfigError("a datastream serves one client: make another for the next");
    }
    this.#host = host;
  }

  checkSync(flag: string, context: CheckContext, preflight?: Preflight): FlagCheck | undefined {
    const parts = this.#running();
    if (parts === undefined || !parts.source.isUsable) return undefined;
    const answer = parts.evaluator.evaluate({ flag, context, preflight, patient: false });
    if (typeof answer !== "number") return answer;
    if ((answer & LACKS.answer) === 0 && isAskable(context)) void parts.source.load(answer, flag, context);
    return undefined;
  }

  checkAtOnce(flag: string, context: CheckContext, preflight?: Preflight): FlagCheck | undefined {
    const parts = this.#running();
    if (parts === undefined || !parts.source.isUsable) return undefined;
    const answer = parts.evaluator.evaluate({ flag, context, preflight, patient: true });
    return typeof answer === "number" ? undefined : answer;
  }

  check(flag: string, context: CheckContext, options: SourceCheckOptions): Promise<FlagCheck | undefined> {
    const parts = this.#running();
    if (parts === undefined) return Promise.resolve(undefined);
    const answer = this.checkAtOnce(flag, context, options);
    return answer ? Promise.resolve(answer) : this.#checkLater(parts, { flag, context, options });
  }

  tracked({ event, company, quantity: given }: TrackEvent): void {
    // As the service counts: absent is 1, and what is no whole number is not taken.
    const quantity = given ?? 1;
    if (this.#parts === undefined || !company || !Number.isSafeInteger(quantity)) return;
    const { data, settings } = this.#parts;
    const entry = data.companies.find(company);
    if (entry === undefined || entry === CONFLICT) return;
    const moved = trackUsage(entry.entity, event, { quantity, now: settings.now() });
    data.companies.replace(entry, entry.truth, moved);
  }

  async ready(signal: AbortSignal): Promise<SourceStatus> {
    const parts = this.#running();
    if (parts === undefined) return { ready: false, detail: "closed" };
    return held(parts.board.whenReady(signal));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const parts = this.#parts;
    if (parts === undefined) return;
    clearInterval(this.#timer);
    parts.board.set(false, "closed");
    parts.board.release();
    await held(parts.source.close());
  }

  /** The parts, made and started at the first use. */
  #running(): Parts | undefined {
    if (this.#isClosed) return undefined;
    return this.#parts ?? this.#start();
  }

  #start(): Parts {
    const parts = assemble(toSettings(this.#options, this.#host));
    this.#parts = parts;
    const { cacheTtlMs } = parts.settings;
    const idlePeriods = cacheTtlMs === null ? Number.POSITIVE_INFINITY : Math.max(2, Math.ceil(cacheTtlMs / PERIOD_MS));
    this.#timer = setInterval(() => {
      parts.data.companies.nextPeriod(idlePeriods);
      parts.data.users.nextPeriod(idlePeriods);
    }, PERIOD_MS);
    unref(this.#timer);
    parts.source.start();
    return parts;
  }

  async #checkLater(parts: Parts, { flag, context, options }: LaterCheck): Promise<FlagCheck | undefined> {
    const question = { flag, context, preflight: options };
    const { source, evaluator } = parts;
    if (!source.isUsable) await untilAborted(source.settled(), options.signal);
    if (!source.isUsable || this.#isClosed) return undefined;
    const lacking = evaluator.evaluate({ ...question, patient: true });
    if (typeof lacking !== "number") return lacking;
    if ((lacking & LACKS.answer) !== 0) return undefined;
    if (isAskable(context)) await untilAborted(source.load(lacking, flag, context), options.signal);
    const answer = evaluator.evaluate({ ...question, patient: false });
    return typeof answer === "number" || this.#isClosed ? undefined : answer;
  }
}

interface LaterCheck {
  readonly flag: string;
  readonly context: CheckContext;
  readonly options: SourceCheckOptions;
}

/** Can anybody be asked about these keys? Not where some are no text. */
function isAskable({ company, user }: CheckContext): boolean {
  return [company, user].every((keys) => Object.values(keys ?? {}).every((value) => typeof value === "string"));
}

/** Resolves when the work is done or the signal fires, whichever is first. */
function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return held(
    new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener("abort", done);
        resolve();
      };
      signal.addEventListener("abort", done, { once: true });
      void work.then(done, done);
    }),
  );
}

/** Sockets and timers here are background work: while somebody waits for them, they may not be. */
async function held<T>(work: Promise<T>): Promise<T> {
  const hold = setInterval(() => undefined, HOLD_MS);
  try {
    return await work;
  } finally {
    clearInterval(hold);
  }
}
