import type { CheckContext } from "@schematic/api/core";

/** Fills the memory that checks are answered from: over the stream, or from what a replicator keeps. */
export interface DataSource {
  /** May checks be answered from memory now? */
  readonly isUsable: boolean;
  start(): void;
  /** Resolves when `isUsable` has been found out, or that takes longer than a request may. */
  settled(): Promise<void>;
  /** Loads what a check lacks (`LACKS`), as far as it can be had; never rejects. */
  load(lacking: number, flag: string, context: CheckContext): Promise<void>;
  /** A check was answered from data that nobody is pushing: renew it in the background. */
  renew(flag: string, context: CheckContext): void;
  close(): Promise<void>;
}
