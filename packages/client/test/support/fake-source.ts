import type { CheckContext, FlagCheck, FlagSource, Preflight, SourceHost, TrackEvent } from "@schematic/api/core";

/** A local source that answers from a map and keeps what it was told. */
export function fakeSource(answers: Readonly<Record<string, boolean>> = {}, changes: Partial<FlagSource> = {}) {
  const seen = {
    hosts: [] as SourceHost[],
    checks: [] as string[],
    contexts: [] as CheckContext[],
    preflights: [] as (Preflight | undefined)[],
    tracked: [] as TrackEvent[],
    readies: 0,
    closes: 0,
  };
  const answerOf = (flag: string): FlagCheck | undefined => {
    const value = answers[flag];
    if (value === undefined) return undefined;
    return { flag, value, reason: "Matched rule", source: "datastream", flagId: "flag_1", ruleId: "rule_1", ageMs: 3 };
  };
  const look = (flag: string, context: CheckContext, preflight?: Preflight) => {
    seen.checks.push(flag);
    seen.contexts.push(context);
    seen.preflights.push(preflight);
    return answerOf(flag);
  };
  const source: FlagSource = {
    attach: (host) => void seen.hosts.push(host),
    checkSync: look,
    check: async (flag, context, options) => look(flag, context, options),
    tracked: (event) => void seen.tracked.push(event),
    ready: async () => {
      seen.readies++;
      return { ready: true, detail: "connected" };
    },
    close: async () => void seen.closes++,
    ...changes,
  };
  return { source, seen };
}
