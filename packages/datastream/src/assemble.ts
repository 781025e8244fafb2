import type { DataSource } from "./check/data-source.ts";
import { Evaluator, type LocalData } from "./check/evaluator.ts";
import { StatusBoard } from "./check/status.ts";
import { CacheFill } from "./load/cache-fill.ts";
import { HealthPoll } from "./replicator/health.ts";
import { ReplicatorSource } from "./replicator/replicator-source.ts";
import type { ReplicatorSettings, Settings } from "./settings.ts";
import { CacheReader } from "./shared/cache-reader.ts";
import { Mirror } from "./shared/mirror.ts";
import { EntityStore } from "./store/entity-store.ts";
import { FlagStore } from "./store/flag-store.ts";
import { StreamSource } from "./stream/stream-source.ts";

/** The parts of a running source. */
export interface Parts {
  readonly settings: Settings;
  readonly data: LocalData;
  readonly board: StatusBoard;
  readonly source: DataSource;
  readonly evaluator: Evaluator;
}

/** The official SDKs' bound for flags, which rarely change: at least 30 days. */
const FLAG_TTL_MS = 30 * 24 * 60 * 60 * 1000;

/** Puts a source together; starts nothing. */
export function assemble(settings: Settings): Parts {
  const { engine, logger, cacheTtlMs, maxStaleMs } = settings;
  const board = new StatusBoard(settings.hooks, logger);
  const data: LocalData = {
    flags: new FlagStore(),
    companies: new EntityStore(settings.maxCompanies),
    users: new EntityStore(settings.maxUsers),
  };
  const { replicator } = settings;
  const source = replicator ? replicated(settings, data, { board, replicator }) : streamed(settings, data, board);
  const evaluator = new Evaluator({
    data,
    engine,
    logger,
    maxFlagAgeMs: Math.min(maxStaleMs, flagTtlMs(cacheTtlMs) ?? Number.POSITIVE_INFINITY),
    maxEntityAgeMs: Math.min(maxStaleMs, cacheTtlMs ?? Number.POSITIVE_INFINITY),
    onStale: (flag, context) => source.renew(flag, context),
  });
  return { settings, data, board, source, evaluator };
}

function streamed(settings: Settings, data: LocalData, board: StatusBoard): DataSource {
  const { slots, cacheTtlMs, cacheTimeoutMs, cacheRereadMs, logger, engine } = settings;
  const version = engine.versionKey;
  const mirror = new Mirror({
    slots,
    version,
    ttlMs: cacheTtlMs,
    flagTtlMs: flagTtlMs(cacheTtlMs),
    logger,
    hasFlag: (key) => data.flags.find(key) !== undefined,
    ownerOf: (kind, pair) => (kind === "company" ? data.companies : data.users).owner(pair)?.id,
  });
  // A cache does not say how old its data is: to those who ask, reading it would be of no use.
  const readable = settings.maxStaleMs === Number.POSITIVE_INFINITY ? slots : {};
  const reader = new CacheReader({ slots: readable, version: () => version, timeoutMs: cacheTimeoutMs, logger });
  const fill = new CacheFill({ reader, data, rereadMs: cacheRereadMs, undated: true, logger });
  return new StreamSource({ settings, data, board, mirror, fill });
}

function replicated(
  settings: Settings,
  data: LocalData,
  { board, replicator }: { board: StatusBoard; replicator: ReplicatorSettings },
): DataSource {
  const { slots, cacheTimeoutMs, cacheRereadMs, logger, engine } = settings;
  const health = new HealthPoll(replicator, logger, ({ ready, detail }) => board.set(ready, detail));
  const version = () => health.version ?? engine.versionKey;
  const reader = new CacheReader({ slots, version, timeoutMs: cacheTimeoutMs, logger });
  const fill = new CacheFill({ reader, data, rereadMs: cacheRereadMs, undated: false, logger });
  return new ReplicatorSource({ data, fill, health, patienceMs: settings.requestTimeoutMs });
}

function flagTtlMs(cacheTtlMs: number | null): number | null {
  return cacheTtlMs === null ? null : Math.max(FLAG_TTL_MS, cacheTtlMs);
}
