import type { FlagCheck } from "@schematic/api/core";
import { localCache } from "@schematic/cache";
import { AnswerCache } from "./answer-cache.ts";
import type { Answer } from "./decode-check.ts";

/** Answers of the API that may be repeated for a while when it fails. */
export interface LastAnswers {
  keep(entries: readonly (readonly [key: string, answer: Answer | undefined])[]): void;
  /** The last answer, if it is young enough, marked with what failed. */
  repeat(key: string | undefined, flag: string, error: string): FlagCheck | undefined;
}

/** As many as the default cache holds. */
const MAX_ITEMS = 1_000;

const none: LastAnswers = { keep: () => undefined, repeat: () => undefined };

/** Keeps answers for `staleIfErrorMs`; without it, none. */
export function lastAnswers(staleIfErrorMs: number | undefined, now: () => number): LastAnswers {
  if (staleIfErrorMs === undefined) return none;
  const local = localCache({ maxItems: MAX_ITEMS, ttlMs: staleIfErrorMs });
  const cache = new AnswerCache([local], { now, onError: () => undefined });
  return {
    keep: (entries) => cache.set(entries),
    repeat(key, flag, error) {
      const cached = key === undefined ? undefined : cache.get(key, flag);
      if (cached === undefined || cached instanceof Promise || !("answer" in cached)) return undefined;
      return { ...cached.answer, error };
    },
  };
}
