import { ConfigError, type FlagSource } from "@schematic/api/core";
import { EventQueue } from "@schematic/events";
import { warnInBrowser } from "./browser-warning.ts";
import { type Checks, createChecks } from "./check/checks.ts";
import { FlagDefaults } from "./check/flag-defaults.ts";
import { createObservers, type Observers } from "./observers.ts";
import type { SchematicOptions } from "./options.ts";
import { type Settings, toSettings } from "./settings.ts";
import { USER_AGENT } from "./version.ts";

/** What a client is made of. Offline it has neither a source nor events. */
export interface Parts {
  readonly settings: Settings;
  readonly defaults: FlagDefaults;
  readonly checks: Checks;
  readonly observers: Observers;
  readonly source: FlagSource | undefined;
  readonly events: EventQueue | undefined;
}

/** Makes and wires the parts of a client; starts none of them. Throws `ConfigError`. */
export function createParts(options: SchematicOptions): Parts {
  const settings = toSettings(options);
  const { apiKey, baseUrl, environmentId, headers, isOffline, logger } = settings;
  const shared = { apiKey, environmentId, headers, logger };
  const observers = createObservers(settings.hooks, logger);
  const defaults = new FlagDefaults(logger);
  defaults.setAll(options.flagDefaults ?? {});
  const { datastream } = options;
  if (datastream && typeof datastream.attach !== "function")
    throw new ConfigError("datastream must be a local source, such as datastream()");
  const source = isOffline ? undefined : datastream;
  source?.attach({ ...shared, baseUrl, hooks: observers });
  const { eventCaptureUrl, fetch } = options;
  const queue = { ...options.events, ...shared, eventCaptureUrl, fetch, hooks: observers, userAgent: USER_AGENT };
  const events = isOffline ? undefined : new EventQueue(queue);
  const onLocalCheck: EventQueue["flagCheck"] = (event) => events?.flagCheck(event);
  const checks = createChecks({ settings, defaults, source, observers, onLocalCheck });
  warnInBrowser(apiKey, logger);
  return { settings, defaults, checks, observers, source, events };
}
