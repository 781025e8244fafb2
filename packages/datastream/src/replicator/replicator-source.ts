import type { CheckContext } from "@schematic/api/core";
import type { DataSource } from "../check/data-source.ts";
import { LACKS, type LocalData } from "../check/evaluator.ts";
import type { CacheFill } from "../load/cache-fill.ts";
import { bounded } from "../shared/bounded.ts";
import { CONFLICT } from "../store/entity-store.ts";
import type { Entry } from "../store/entry.ts";
import type { FlagEntry } from "../store/flag-store.ts";
import type { HealthPoll } from "./health.ts";

/** What a replicator source is made of. */
export interface ReplicatorSourceOptions {
  readonly data: LocalData;
  readonly fill: CacheFill;
  readonly health: HealthPoll;
  /** A check waits at most this long for the first poll. */
  readonly patienceMs: number;
}

/**
 * Memory in front of what a replicator keeps up to date. Nothing is ever written back: an entry that the replicator
 * wrote without expiry could only get a wrong one.
 */
export class ReplicatorSource implements DataSource {
  readonly #options: ReplicatorSourceOptions;
  #firstPoll: Promise<void> = Promise.resolve();

  constructor(options: ReplicatorSourceOptions) {
    this.#options = options;
  }

  get isUsable(): boolean {
    return this.#options.health.isReady;
  }

  start(): void {
    const { health, patienceMs } = this.#options;
    this.#firstPoll = bounded(health.start(), patienceMs).catch(() => undefined);
  }

  settled(): Promise<void> {
    return this.#firstPoll;
  }

  load(lacking: number, flag: string, context: CheckContext): Promise<void> {
    return this.#options.fill.fill(lacking, flag, context);
  }

  renew(flag: string, { company, user }: CheckContext): void {
    const { flags, companies, users } = this.#options.data;
    const found: (Entry | FlagEntry | typeof CONFLICT | undefined)[] = [
      flags.find(flag),
      company && companies.find(company),
      user && users.find(user),
    ];
    const now = performance.now();
    let due = 0;
    found.forEach((part, at) => {
      if (part === undefined || part === CONFLICT || part.proof.rereadAt === undefined) return;
      if (now >= part.proof.rereadAt) due |= 1 << at;
    });
    if (due !== 0) void this.load(due & (LACKS.flag | LACKS.company | LACKS.user), flag, { company, user });
  }

  async close(): Promise<void> {
    this.#options.health.close();
  }
}
