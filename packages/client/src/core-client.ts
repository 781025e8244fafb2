import type {
  CheckContext,
  FlagCheck,
  FlagSource,
  IdentifyEvent,
  IdentifyOptions,
  SourceStatus,
  TrackEvent,
  TrackOptions,
} from "@schematic/api/core";
import { type DeliveryResult, EventQueue, type EventReceipt, type FlushOptions } from "@schematic/events";
import { warnInBrowser } from "./browser-warning.ts";
import { type CacheKeys, createCacheKeys } from "./check/cache-key.ts";
import { checkAll, checkMany } from "./check/check-many.ts";
import { Checker } from "./check/checker.ts";
import { cleanContext } from "./check/context.ts";
import { Deadline } from "./check/deadline.ts";
import { FlagDefaults, failed } from "./check/flag-defaults.ts";
import { cleanPreflight } from "./check/preflight.ts";
import type { Question } from "./check/question.ts";
import { flagCheckEvent } from "./flag-check-event.ts";
import { closeSource, readySource, timeoutOf } from "./lifecycle.ts";
import { createObservers, type Observers } from "./observers.ts";
import type { CheckOptions, FlagDefault, SchematicOptions, SyncCheckOptions } from "./options.ts";
import { passThrough } from "./passthrough.ts";
import { type Settings, toSettings } from "./settings.ts";
import type { EventName, FlagKey, SchematicTypes } from "./types.ts";
import { USER_AGENT } from "./version.ts";

const NOTHING: DeliveryResult = { delivered: 0, dropped: 0, pending: 0 };

/**
 * Flag checks and events. Making one starts nothing: no timer, no socket, no request. Checks and events never throw or
 * reject for anything that the network does or an event contains. Bad options throw `ConfigError`.
 */
export class CoreClient<T extends SchematicTypes = SchematicTypes> {
  /** For `@schematic/client`, which adds the API's resources. */
  protected readonly settings: Settings;
  readonly #defaults: FlagDefaults;
  readonly #checker: Checker;
  readonly #cacheKeys: CacheKeys;
  readonly #observers: Observers;
  readonly #source: FlagSource | undefined;
  readonly #events: EventQueue | undefined;
  #closing: Promise<DeliveryResult> | undefined;

  constructor(options: SchematicOptions = {}) {
    const settings = toSettings(options);
    const { apiKey, baseUrl, environmentId, headers, isOffline, logger } = settings;
    this.settings = settings;
    this.#observers = createObservers(settings.hooks, logger);
    const hooks = this.#observers;
    this.#defaults = new FlagDefaults(options.flagDefaults, logger);
    this.#cacheKeys = createCacheKeys([apiKey, baseUrl, environmentId ?? ""]);
    this.#source = isOffline ? undefined : options.datastream;
    this.#source?.attach({ apiKey, baseUrl, environmentId, headers, logger, hooks });
    this.#checker = new Checker({ settings, defaults: this.#defaults, source: this.#source, onError: hooks.onError });
    const { eventCaptureUrl, fetch, events } = options;
    const queue = {
      ...events,
      apiKey,
      eventCaptureUrl,
      environmentId,
      headers,
      fetch,
      hooks,
      logger,
      userAgent: USER_AGENT,
    };
    this.#events = isOffline ? undefined : new EventQueue(queue);
    warnInBrowser(apiKey, logger);
  }

  /** Is the flag on for that company and user? */
  async checkFlag(flag: FlagKey<T>, context: CheckContext = {}, options?: CheckOptions): Promise<boolean> {
    return (await this.checkFlagWithEntitlement(flag, context, options)).value;
  }

  /** Is the flag on, why, what answered, and what is the company entitled to? */
  async checkFlagWithEntitlement(
    flag: FlagKey<T>,
    context: CheckContext = {},
    options?: CheckOptions,
  ): Promise<FlagCheck> {
    const question = this.#ask(flag, context, options);
    const check = "flag" in question ? await this.#checker.answer(question) : question.answer;
    return this.#observe(check, context, question);
  }

  /** The same for several flags at once: the answers come in the order of `flags`. */
  async checkFlags(
    flags: readonly FlagKey<T>[],
    context: CheckContext = {},
    options?: CheckOptions,
  ): Promise<FlagCheck[]> {
    const questions = flags.map((flag) => this.#ask(flag, context, options));
    const asked = questions.filter((question) => "flag" in question);
    const [deadline] = asked.map((question) => question.deadline);
    const shared = asked.map((question) => ({ ...question, deadline: deadline ?? question.deadline }));
    const answers = await checkMany(this.#checker, shared, this.#keyOf(asked[0]));
    deadline?.end();
    const checks = questions.map((question) => ("flag" in question ? answers.shift() : question.answer));
    return checks.filter((check) => check !== undefined).map((check) => this.#observe(check, context));
  }

  /** Every flag of the environment. When the API cannot be asked: every flag that has a default. */
  async checkAllFlags(context: CheckContext = {}, options?: CheckOptions): Promise<FlagCheck[]> {
    const question = this.#ask("", context, options);
    const { flags } = this.#defaults;
    if (!("flag" in question)) return flags.map((flag) => this.#observe({ ...question.answer, flag }, context));
    const checks = await checkAll(this.#checker, question, { keyOf: this.#keyOf(question), flags });
    question.deadline.end();
    return checks.map((check) => this.#observe(check, context));
  }

  /** Is the flag on, by what is known at once? Without local data the default; a datastream then loads it in the background. */
  checkFlagSync(flag: FlagKey<T>, context: CheckContext = {}, options?: SyncCheckOptions): boolean {
    return this.checkFlagWithEntitlementSync(flag, context, options).value;
  }

  /** `checkFlagWithEntitlement` by what is known at once. */
  checkFlagWithEntitlementSync(flag: FlagKey<T>, context: CheckContext = {}, options?: SyncCheckOptions): FlagCheck {
    const question = this.#ask(flag, context, options);
    const check = "flag" in question ? this.#checker.answerSync(question) : question.answer;
    return this.#observe(check, context, question);
  }

  /** Creates or updates a user, and with `company` the company it belongs to. Delivered in the background. */
  identify(event: IdentifyEvent, options?: IdentifyOptions): EventReceipt {
    return this.#events?.identify(event, options) ?? { accepted: false, reason: "the client is offline" };
  }

  /** Reports that something was done. Delivered in the background, exactly once by its idempotency key. */
  track(event: TrackEvent & { readonly event: EventName<T> }, options?: TrackOptions): EventReceipt {
    const receipt = this.#events?.track(event, options) ?? { accepted: false, reason: "the client is offline" };
    // History does not move the current period.
    if (receipt.accepted && !options?.backfill) this.#contained(() => this.#source?.tracked(event));
    return receipt;
  }

  /** What that flag answers from now on when nothing else can. */
  setFlagDefault(flag: FlagKey<T>, value: FlagDefault): void {
    this.#defaults.set(flag, value);
  }

  /** `setFlagDefault` for several flags. */
  setFlagDefaults(defaults: Readonly<Partial<Record<FlagKey<T>, FlagDefault>>>): void {
    for (const [flag, value] of Object.entries<FlagDefault | undefined>(defaults)) {
      if (value !== undefined) this.#defaults.set(flag, value);
    }
  }

  /** Starts what the client was given and says what is ready. Optional; never rejects; bounded (default 5,000 ms). */
  ready(options?: FlushOptions): Promise<SourceStatus> {
    if (this.#closing !== undefined) return Promise.resolve({ ready: false, detail: "the client is closed" });
    return readySource(this.#source, { isOffline: this.settings.isOffline, timeoutMs: timeoutOf(options) });
  }

  /** Delivers the events accepted so far, those in flight included. Never rejects; bounded (default 5,000 ms). */
  flush(options?: FlushOptions): Promise<DeliveryResult> {
    return this.#events?.flush(options) ?? Promise.resolve(NOTHING);
  }

  /**
   * Delivers what is left and ends everything in the background. Afterwards checks answer with defaults and events are refused.
   * Never rejects; bounded (default 5,000 ms); later calls share the first one's work.
   */
  close(options?: FlushOptions): Promise<DeliveryResult> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close().then(() => undefined);
  }

  /**
   * A request of your own with the client's key, timeouts and retries: a path such as `/companies`, or a URL beneath the base URL.
   * Rejects with an `ApiError` where the answer is no success, and with `OfflineError` when offline.
   */
  fetch(input: string | URL, init?: RequestInit): Promise<Response> {
    return passThrough(this.settings.transport, input, { baseUrl: this.settings.baseUrl, init });
  }

  async #close(options: FlushOptions | undefined): Promise<DeliveryResult> {
    this.#checker.isClosed = true;
    const timeoutMs = timeoutOf(options);
    const [result] = await Promise.all([this.#events?.close({ timeoutMs }), closeSource(this.#source, timeoutMs)]);
    return result ?? NOTHING;
  }

  #ask(flag: string, context: CheckContext, options: CheckOptions = {}): Question | { answer: FlagCheck } {
    const { defaultValue, signal, timeoutMs } = options;
    try {
      const clean = cleanContext(context);
      const preflight = cleanPreflight(options, this.settings.logger);
      const deadline = new Deadline(timeoutMs ?? this.settings.checkTimeoutMs, signal, preflight);
      const cacheKey = preflight ? undefined : this.#cacheKeys(flag, clean);
      return { flag, context: clean, preflight, defaultValue, cacheKey, deadline };
    } catch (error) {
      this.#checker.report(error);
      return { answer: this.#defaults.answer(flag, defaultValue, failed(error)) };
    }
  }

  #keyOf(question: Question | undefined): (flag: string) => string | undefined {
    if (question?.cacheKey === undefined) return () => undefined;
    return (flag) => this.#cacheKeys(flag, question.context);
  }

  #observe(check: FlagCheck, context: CheckContext, question?: object): FlagCheck {
    if (question !== undefined && check.source === "datastream") this.#reportCheck(check, question as Question);
    this.#observers.onCheck(check, context);
    return check;
  }

  #reportCheck(check: FlagCheck, { context, preflight }: Question): void {
    const { sampleRate } = this.settings;
    if (sampleRate < 1 && Math.random() >= sampleRate) return;
    this.#events?.flagCheck(flagCheckEvent(check, context, preflight !== undefined));
  }

  #contained(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#checker.report(error);
    }
  }
}
