// The type of `Symbol.asyncDispose`, which the default libraries of TypeScript lack.
/// <reference lib="esnext.disposable" preserve="true" />
import {
  type CheckContext,
  contain,
  type FlagCheck,
  type IdentifyEvent,
  type IdentifyOptions,
  type SourceStatus,
  type TrackEvent,
  type TrackOptions,
  timeoutOf,
} from "@schematic/api/core";
import type { DeliveryResult, EventReceipt, FlushOptions } from "@schematic/events";
import { closeSource, readySource } from "./lifecycle.ts";
import type { BulkCheckOptions, CheckOptions, FlagDefault, SchematicOptions, SyncCheckOptions } from "./options.ts";
import { createParts, type Parts } from "./parts.ts";
import type { Settings } from "./settings.ts";
import type { EventName, FlagKey, SchematicTypes } from "./types.ts";

const NOTHING: DeliveryResult = { delivered: 0, dropped: 0, pending: 0 };
const OFFLINE: EventReceipt = { accepted: false, reason: "the client is offline" };

const isOn = ({ value }: FlagCheck): boolean => value;

const known = new WeakMap<object, Settings>();

/** The settings of a client, for `@schematic/client`, which adds the API over its transport. Not shown by the client: they have the key. */
export function settingsOf(client: CoreClient): Settings {
  const settings = known.get(client);
  if (settings === undefined) throw new TypeError("not a Schematic client");
  return settings;
}

/**
 * Flag checks and events. Making one starts nothing: no timer, no socket, no request. Checks and events never throw or
 * reject for anything that the network does or an event contains. Bad options throw `ConfigError`.
 */
export class CoreClient<T extends SchematicTypes = SchematicTypes> {
  readonly #parts: Parts;
  #closing: Promise<DeliveryResult> | undefined;

  constructor(options: SchematicOptions<T> = {}) {
    this.#parts = createParts(options);
    known.set(this, this.#parts.settings);
  }

  /** Is the flag on for that company and user? */
  checkFlag(flag: FlagKey<T>, context?: CheckContext, options?: CheckOptions): Promise<boolean> {
    return this.#parts.checks.one(flag, context, options).then(isOn);
  }

  /** Is the flag on, why, what answered, and what is the company entitled to? */
  checkFlagWithEntitlement(flag: FlagKey<T>, context?: CheckContext, options?: CheckOptions): Promise<FlagCheck> {
    return this.#parts.checks.one(flag, context, options);
  }

  /** The same for several flags at once: the answers come in the order of `flags`. */
  checkFlags(flags: readonly FlagKey<T>[], context?: CheckContext, options?: BulkCheckOptions): Promise<FlagCheck[]> {
    return this.#parts.checks.many(flags, context, options);
  }

  /** Every flag of the environment. When the API cannot be asked: every flag that has a default. */
  checkAllFlags(context?: CheckContext, options?: BulkCheckOptions): Promise<FlagCheck[]> {
    return this.#parts.checks.all(context, options);
  }

  /** Is the flag on, by what is known at once? Without local data the default; a datastream then loads it in the background. */
  checkFlagSync(flag: FlagKey<T>, context?: CheckContext, options?: SyncCheckOptions): boolean {
    return this.#parts.checks.oneSync(flag, context, options).value;
  }

  /** `checkFlagWithEntitlement` by what is known at once. */
  checkFlagWithEntitlementSync(flag: FlagKey<T>, context?: CheckContext, options?: SyncCheckOptions): FlagCheck {
    return this.#parts.checks.oneSync(flag, context, options);
  }

  /** Creates or updates a user, and with `company` the company it belongs to. Delivered in the background. */
  identify(event: IdentifyEvent, options?: IdentifyOptions): EventReceipt {
    return this.#parts.events?.identify(event, options) ?? OFFLINE;
  }

  /** Reports that something was done. Delivered in the background, exactly once by its idempotency key. */
  track(event: TrackEvent & { readonly event: EventName<T> }, options?: TrackOptions): EventReceipt {
    const receipt = this.#parts.events?.track(event, options) ?? OFFLINE;
    const { source, observers } = this.#parts;
    // History does not move the current period, wherever untyped callers say that it is.
    const isHistory = () => options?.backfill || Reflect.get(event, "backfill");
    if (source && receipt.accepted) contain(() => isHistory() || source.tracked(event), observers.checkFailed);
    return receipt;
  }

  /** What that flag answers from now on when nothing else can. */
  setFlagDefault(flag: FlagKey<T>, value: FlagDefault): void {
    this.#parts.defaults.set(flag, value);
  }

  /** `setFlagDefault` for several flags. */
  setFlagDefaults(defaults: Readonly<Partial<Record<FlagKey<T>, FlagDefault>>>): void {
    this.#parts.defaults.setAll(defaults);
  }

  /** Starts what the client was given and says what is ready. Optional; never rejects; bounded (default 5,000 ms). */
  ready(options?: FlushOptions): Promise<SourceStatus> {
    if (this.#closing !== undefined) return Promise.resolve({ ready: false, detail: "the client is closed" });
    return readySource(this.#parts.source, timeoutOf(options));
  }

  /** Delivers the events accepted so far, those in flight included. Never rejects; bounded (default 5,000 ms). */
  flush(options?: FlushOptions): Promise<DeliveryResult> {
    return this.#parts.events?.flush(options) ?? Promise.resolve(NOTHING);
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

  async #close(options: FlushOptions | undefined): Promise<DeliveryResult> {
    this.#parts.checks.close();
    const [result] = await Promise.all([
      this.#parts.events?.close(options),
      closeSource(this.#parts.source, timeoutOf(options)),
    ]);
    return result ?? NOTHING;
  }
}
