import {
  asError,
  type CheckContext,
  contain,
  type DeliveryReport,
  describeError,
  type FlagCheck,
  type Hooks,
  type Logger,
  type SourceStatus,
} from "@schematic/api/core";
import { copyAnswer } from "./check/decode-check.ts";

/** The same failure is logged once in this time, so that an outage does not fill the log. */
const QUIET_MS = 60_000;

/** The user's hooks, contained: they see copies, and what they throw is logged and changes nothing. */
export interface Observers extends Required<{ [Name in keyof Hooks]-?: NonNullable<Hooks[Name]> }> {
  /** Logs and tells of a failure of a check that only shows as a default, or in nothing at all. */
  checkFailed(error: unknown): void;
}

/** Contains hooks and logs errors. */
export function createObservers(hooks: Hooks, logger: Logger, now: () => number = Date.now): Observers {
  const failed = (name: string, error: unknown) => logger.error(`The hook ${name} failed`, error);
  const tell = <Args extends unknown[]>(name: keyof Hooks, ...args: Args): void => {
    const hook: unknown = hooks[name];
    if (typeof hook !== "function") return;
    contain(
      () => hook.apply(hooks, args),
      (error) => failed(name, error),
    );
  };
  const isNews = createNews(now);
  return {
    onCheck: (check: FlagCheck, context: CheckContext) => {
      if (hooks.onCheck) tell("onCheck", copyAnswer(check), context);
    },
    onEvents: (report: DeliveryReport) => tell("onEvents", report),
    onStatus: (status: SourceStatus) => tell("onStatus", status),
    onError: (error: Error) => tell("onError", error),
    checkFailed: (thrown: unknown) => {
      const error = asError(thrown);
      const words = describeError(error);
      if (isNews(words)) logger.error(`A flag check could not be answered as usual: ${words}`);
      tell("onError", error);
    },
  };
}

/** Has this not been said lately? */
function createNews(now: () => number): (words: string) => boolean {
  const said = new Map<string, number>();
  return (words) => {
    const at = now();
    for (const [known, when] of said) if (at - when >= QUIET_MS || when > at) said.delete(known);
    if (said.has(words)) return false;
    said.set(words, at);
    return true;
  };
}
