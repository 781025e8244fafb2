import { type CheckContext, describeError, type Keys, type Logger } from "@schematic/api/core";
import { unreadable } from "@schematic/rulesengine";
import { LACKS, type LocalData } from "../check/evaluator.ts";
import type { Entity, Kind } from "../protocol/entity.ts";
import type { CacheReader, Found } from "../shared/cache-reader.ts";
import { CONFLICT, type EntityStore } from "../store/entity-store.ts";
import { type Proof, readProof } from "../store/proof.ts";
import { isSameJson } from "../store/same-json.ts";

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

interface Wanted extends CheckContext {
  readonly flag: string;
}

/** Brings what a check lacks from the shared caches into memory; the same question asked twice is one read. */
export class CacheFill {
  readonly #options: CacheFillOptions;
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: CacheFillOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  fill(lacking: number, flag: string, context: CheckContext, meanwhile = NOTHING): Promise<void> {
    if (lacking === 0) return Promise.resolve();
    const name = JSON.stringify([lacking, flag, context.company, context.user]);
    const running = this.#running.get(name);
    if (running !== undefined) return running;
    const added = this.#fill(lacking, { flag, ...context }, meanwhile)
      // What others put into a cache may be anything, nested too deep to be looked at included.
      .catch((error: unknown) =>
        this.#options.logger.warn("datastream: what a shared cache held could not be used", describeError(error)),
      )
      .finally(() => this.#running.delete(name));
    this.#running.set(name, added);
    return added;
  }

  async #fill(lacking: number, { flag, company, user }: Wanted, meanwhile: Meanwhile): Promise<void> {
    const wantsFlag = (lacking & LACKS.flag) !== 0;
    const wantsCompany = (lacking & LACKS.company) !== 0 ? company : undefined;
    const wantsUser = (lacking & LACKS.user) !== 0 ? user : undefined;
    const { reader, data, rereadMs, undated } = this.#options;
    const startedAt = performance.now();
    const found = await reader.read({ flag: wantsFlag ? flag : undefined, company: wantsCompany, user: wantsUser });
    const proof = readProof(performance.now(), rereadMs, undated);
    if (wantsFlag && !meanwhile.hasFlags()) this.#takeFlag(flag, found, { proof, startedAt });
    if (wantsCompany !== undefined && !meanwhile.isRefused("company", wantsCompany))
      take(data.companies, wantsCompany, { found, entity: found.company, proof, startedAt });
    if (wantsUser !== undefined && !meanwhile.isRefused("user", wantsUser))
      take(data.users, wantsUser, { found, entity: found.user, proof, startedAt });
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
  if (held !== undefined && isSameJson(held.truth, entity)) held.proof = proof;
  else store.put(entity, { proof, asked: true });
}

/** Has this been known to be true since then? */
function isLater({ endedAt }: Proof, then: number): boolean {
  return endedAt === undefined || endedAt > then;
}
