import { type CheckContext, describeError, type Keys, type Logger } from "@schematic/api/core";
import { unreadable } from "@schematic/rulesengine";
import { LACKS, type LocalData } from "../check/evaluator.ts";
import type { Entity, Kind } from "../protocol/entity.ts";
import type { CacheReader, Found } from "../shared/cache-reader.ts";
import { CONFLICT, type EntityStore } from "../store/entity-store.ts";
import { type Proof, readProof } from "../store/proof.ts";
import { isSameJson } from "../store/same-json.ts";
import { RecentMisses } from "./recent-misses.ts";

/** Where data comes from and goes to. */
export interface CacheFillOptions {
  readonly reader: CacheReader;
  readonly data: LocalData;
  /** Milliseconds after which it is read again. */
  readonly rereadMs: number;
  /** Does nobody vouch for what the caches hold? */
  readonly undated: boolean;
  readonly logger: Logger;
}

/** What has become known while the caches were being read. */
export interface Meanwhile {
  /** Every flag has come: one that is missing does not exist. */
  hasFlags(): boolean;
  /** There is no such entity. */
  isRefused(kind: Kind, keys: Keys): boolean;
}

const NOTHING: Meanwhile = { hasFlags: () => false, isRefused: () => false };

interface Wanted {
  readonly flag: string | undefined;
  readonly company: Keys | undefined;
  readonly user: Keys | undefined;
}

/** Brings what a check lacks from the shared caches into memory; the same question asked twice is one read. */
export class CacheFill {
  readonly #options: CacheFillOptions;
  readonly #running = new Map<string, Promise<void>>();
  readonly #misses = new RecentMisses();

  constructor(options: CacheFillOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  fill(lacking: number, flag: string, context: CheckContext, meanwhile = NOTHING): Promise<void> {
    if (lacking === 0) return Promise.resolve();
    const wanted: Wanted = {
      flag: (lacking & LACKS.flag) === 0 ? undefined : flag,
      company: (lacking & LACKS.company) === 0 ? undefined : context.company,
      user: (lacking & LACKS.user) === 0 ? undefined : context.user,
    };
    const name = JSON.stringify(wanted);
    const running = this.#running.get(name);
    if (running !== undefined) return running;
    if (this.#misses.has(name)) return Promise.resolve();
    const added = this.#fill(wanted, name, meanwhile)
      // What others put into a cache may be anything, nested too deep to be looked at included.
      .catch((error: unknown) =>
        this.#options.logger.warn("datastream: what a shared cache held could not be used", describeError(error)),
      )
      .finally(() => this.#running.delete(name));
    this.#running.set(name, added);
    return added;
  }

  async #fill(wanted: Wanted, name: string, meanwhile: Meanwhile): Promise<void> {
    const { flag, company, user } = wanted;
    const { reader, data, rereadMs, undated } = this.#options;
    const startedAt = performance.now();
    const found = await reader.read(wanted);
    const readAt = performance.now();
    const proof = readProof(readAt, rereadMs, undated);
    if (flag !== undefined && !meanwhile.hasFlags()) this.#takeFlag(flag, found, { proof, startedAt });
    if (company !== undefined && !meanwhile.isRefused("company", company))
      take(data.companies, company, { found, entity: found.company, proof, startedAt });
    if (user !== undefined && !meanwhile.isRefused("user", user))
      take(data.users, user, { found, entity: found.user, proof, startedAt });
    if (!found.failed && isIncomplete(wanted, found)) this.#misses.add(name, readAt + rereadMs);
  }

  #takeFlag(key: string, { flag, failed }: Found, { proof, startedAt }: Pick<Taken, "proof" | "startedAt">): void {
    const { flags } = this.#options.data;
    const held = flags.find(key);
    // What the stream has said meanwhile is newer than what was read.
    if (held !== undefined && isLater(held.proof, startedAt)) return;
    if (flag !== undefined && unreadable("flag", flag) === undefined) flags.put(flag, proof);
    else if (held?.proof.rereadAt !== undefined && !failed) flags.delete({ key });
  }
}

function isIncomplete({ flag, company, user }: Wanted, found: Found): boolean {
  if (flag !== undefined && found.flag === undefined) return true;
  return (company !== undefined && found.company === undefined) || (user !== undefined && found.user === undefined);
}

interface Taken {
  readonly found: Found;
  readonly entity: Entity | undefined;
  readonly proof: Proof;
  readonly startedAt: number;
}

function take(store: EntityStore, keys: Keys, { found, entity, proof, startedAt }: Taken): void {
  if (entity === undefined) {
    const held = store.find(keys);
    if (held === undefined || held === CONFLICT || held.proof.rereadAt === undefined || found.failed) return;
    if (!isLater(held.proof, startedAt)) store.delete(held.id);
    return;
  }
  const held = store.get(entity.id);
  // What came while the caches were being read is newer, and what the service deleted is gone whatever a cache says.
  if ((held !== undefined && isLater(held.proof, startedAt)) || store.tombstone(entity.id) !== undefined) return;
  // The same again is no news: what was tracked since still counts.
  if (held !== undefined && isSameJson(held.truth, entity)) Object.assign(held, { proof, lapsed: false });
  else store.put(entity, { proof, asked: true });
}

/** Has this been known to be true since then? */
function isLater({ endedAt }: Proof, then: number): boolean {
  return endedAt === undefined || endedAt > then;
}
