// What OpenFeature's server SDK takes and gives, in types of our own, so that no published type names a package that may
// not be installed. The names are OpenFeature's.
import type { CoreClient } from "../core-client.ts";

/** What is used of a client: that of `@schematic/client`, that of `@schematic/client/core`, or one of yours. */
export type OpenFeatureClient = Pick<CoreClient, "checkFlagWithEntitlement" | "track" | "ready" | "close">;

/** A value in an evaluation context, or in what is told about a tracked event. */
export type EvaluationContextValue =
  | null
  | boolean
  | string
  | number
  | Date
  | { [key: string]: EvaluationContextValue }
  | EvaluationContextValue[];

/** Whom a flag is evaluated for, as OpenFeature has it. */
export type EvaluationContext = { targetingKey?: string } & Record<string, EvaluationContextValue>;

/** What is known beyond the value: strings, numbers and booleans by name. */
export type FlagMetadata = Record<string, string | number | boolean>;

/**
 * What an evaluation came to. One that failed has the caller's default, the reason `ERROR` and also an `errorCode`. This
 * type leaves the code out: OpenFeature's is an enumeration, whose values only its own package can name.
 */
export interface ResolutionDetails<T> {
  value: T;
  /** `on` or `off`; absent when nothing but the default answered. */
  variant?: string;
  reason: string;
  flagMetadata: FlagMetadata;
  errorMessage?: string;
}

/** Is told of a provider's event. */
export type ProviderEventHandler = () => unknown;

/** Where OpenFeature listens to a provider. */
export interface ProviderEmitter {
  emit(event: string): void;
  addHandler(event: string, handler: ProviderEventHandler): void;
  removeHandler(event: string, handler: ProviderEventHandler): void;
  removeAllHandlers(event?: string): void;
  getHandlers(event: string): ProviderEventHandler[];
  setLogger(logger: unknown): this;
}

/** A provider that OpenFeature's server SDK takes as it is. */
export interface OpenFeatureProvider {
  readonly metadata: { readonly name: "schematic" };
  readonly runsOn: "server";
  /** Tells `PROVIDER_READY` when a client that was not ready in time answers after all. */
  readonly events: ProviderEmitter;
  /** Waits for the client's `ready`; rejects when it is not ready. Evaluations are answered all the same. */
  initialize(): Promise<void>;
  /** Closes the client, unless `closeClient` is `false`. */
  onClose(): Promise<void>;
  resolveBooleanEvaluation(
    flag: string,
    defaultValue: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>>;
  /** Schematic's flags are on or off: always the default, with the error code `TYPE_MISMATCH`. */
  resolveStringEvaluation(flag: string, defaultValue: string): Promise<ResolutionDetails<string>>;
  /** Schematic's flags are on or off: always the default, with the error code `TYPE_MISMATCH`. */
  resolveNumberEvaluation(flag: string, defaultValue: number): Promise<ResolutionDetails<number>>;
  /** Schematic's flags are on or off: always the default, with the error code `TYPE_MISMATCH`. */
  resolveObjectEvaluation<T>(flag: string, defaultValue: T): Promise<ResolutionDetails<T>>;
  /** Tracks an event: `value` is its quantity, the other details its traits. */
  track(
    event: string,
    context: EvaluationContext,
    details?: { value?: number } & Record<string, EvaluationContextValue>,
  ): void;
}
