import type {
  CheckContext,
  FlagCheck,
  FlagSource,
  IdentifyEvent,
  IdentifyOptions,
  SourceStatus,
  TrackEvent,
  TrackOptions,
  Transport,
} from "@schematic/api/core";
import { type DeliveryResult, EventQueue, type EventReceipt, type FlushOptions } from "@schematic/events";
import { warnInBrowser } from "./browser-warning.ts";
import { Checks } from "./check/checks.ts";
import { FlagDefaults } from "./check/flag-defaults.ts";
import { closeSource, readySource, timeoutOf } from "./lifecycle.ts";
import { createObservers, type Observers } from "./observers.ts";
import type { BulkCheckOptions, CheckOptions, FlagDefault, SchematicOptions, SyncCheckOptions } from "./options.ts";
import { passThrough } from "./passthrough.ts";
import { type Settings, toSettings } from "./settings.ts";
import type { EventName, FlagKey, SchematicTypes } from "./types.ts";
import { USER_AGENT } from "./version.ts";

const NOTHING: DeliveryResult = { delivered: 0, dropped: 0, pending: 0 };

const transports = new WeakMap<object, Transport>();

/** The transport of a client, for `@schematic/client`, which adds the API's resources over it. Not shown by the client: it has the key. */
export function transportOf(client: CoreClient): Transport {
  const transport = transports.get(client);
  if (transport === undefined) throw new TypeError("not a Schematic client");
  return transport;
}

/**
 * Flag checks and events. Making one starts nothing: no timer, no socket, no request. Checks and events never throw or
 * reject for anything that the network does or an event contains. Bad options throw `ConfigError`.
 */
export class CoreClient<T extends SchematicTypes = SchematicTypes> {
  readonly #settings: Settings;
  readonly #defaults: FlagDefaults;
  readonly #checks: Checks;
  readonly #observers: Observers;
  readonly #source: FlagSource | undefined;
  readonly #events: EventQueue | undefined;
  #closing: Promise<DeliveryResult> | undefined;

  constructor(options: SchematicOptions = {}) {
    const settings = toSettings(options);
    const { apiKey, baseUrl, environmentId, headers, isOffline, logger } = settings;
    this.#settings = settings;
    transports.set(this, settings.transport);
    this.#observers = createObservers(settings.hooks, logger);
    const hooks = this.#observers;
    this.#defaults = new FlagDefaults(options.flagDefaults, logger);
    this.#source = isOffline ? undefined : options.datastream;
    this.#source?.attach({ apiKey, baseUrl, environmentId, headers, logger, hooks });
    this.#checks = new Checks({
      settings,
      defaults: this.#defaults,
      source: this.#source,
      observers: hooks,
      onLocalCheck: (event) => this.#events?.flagCheck(event),
    });
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
    return (await this.#checks.one(flag, context, options)).value;
  }

  /** Is the flag on, why, what answered, and what is the company entitled to? */
  checkFlagWithEntitlement(flag: FlagKey<T>, context: CheckContext = {}, options?: CheckOptions): Promise<FlagCheck> {
    return this.#checks.one(flag, context, options);
  }

  /** The same for several flags at once: the answers come in the order of `flags`. */
  checkFlags(
    flags: readonly FlagKey<T>[],
    context: CheckContext = {},
    options?: BulkCheckOptions,
  ): Promise<FlagCheck[]> {
    return this.#checks.many(flags, context, options);
  }

  /** Every flag of the environment. When the API cannot be asked: every flag that has a default. */
  checkAllFlags(context: CheckContext = {}, options?: BulkCheckOptions): Promise<FlagCheck[]> {
    return this.#checks.all(context, options);
  }

  /** Is the flag on, by what is known at once? Without local data the default; a datastream then loads it in the background. */
  checkFlagSync(flag: FlagKey<T>, context: CheckContext = {}, options?: SyncCheckOptions): boolean {
    return this.#checks.oneSync(flag, context, options).value;
  }

  /** `checkFlagWithEntitlement` by what is known at once. */
  checkFlagWithEntitlementSync(flag: FlagKey<T>, context: CheckContext = {}, options?: SyncCheckOptions): FlagCheck {
    return this.#checks.oneSync(flag, context, options);
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
    return readySource(this.#source, { isOffline: this.#settings.isOffline, timeoutMs: timeoutOf(options) });
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
    return passThrough(this.#settings.transport, input, { baseUrl: this.#settings.baseUrl, init });
  }

  async #close(options: FlushOptions | undefined): Promise<DeliveryResult> {
    this.#checks.close();
    const timeoutMs = timeoutOf(options);
    const [result] = await Promise.all([this.#events?.close({ timeoutMs }), closeSource(this.#source, timeoutMs)]);
    return result ?? NOTHING;
  }

  #contained(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#observers.checkFailed(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
