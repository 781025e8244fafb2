import {
  AbortError,
  ApiError,
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

/** Kinds of failures logged in that time: a log is no place for messages that are different every time. */
const MAX_KINDS = 20;

/** The user's hooks, contained: they see copies, and what they throw is logged and changes nothing. */
export interface Observers extends Required<{ [Name in keyof Hooks]-?: NonNullable<Hooks[Name]> }> {
  /** Logs and tells of a failure of a check that only shows as a default, or in nothing at all. */
  checkFailed(error: unknown): void;
}

/** Contains hooks and logs errors. */
export function createObservers(hooks: Hooks, logger: Logger, now: () => number = Date.now): Observers {
  const teller =
    <Args extends unknown[]>(name: keyof Hooks, copy = (...args: Args): unknown[] => args) =>
    (...args: Args): void =>
      contain(
        () => {
          const hook: unknown = hooks[name];
          return typeof hook === "function" ? hook.apply(hooks, copy(...args)) : undefined;
        },
        (error) => logger.error(`The hook ${name} failed`, error),
      );
  const onError = teller<[Error]>("onError");
  const isNews = createNews(now);
  return {
    onCheck: teller<[FlagCheck, CheckContext]>("onCheck", (check, context) => [
      copyAnswer(check),
      copyContext(context),
    ]),
    onEvent: teller<[DeliveryReport]>("onEvent"),
    onStatus: teller<[SourceStatus]>("onStatus"),
    onError,
    checkFailed: (thrown: unknown) =>
      contain(() => {
        const error = asError(thrown);
        // Its caller gave the check up: no failure.
        if (error instanceof AbortError) return;
        const words = describeError(error);
        // The number of a request is new every time.
        const kind = ApiError.is(error) ? `${error.name} ${error.statusCode}` : words;
        if (isNews(kind)) logger.error(`A flag check could not be answered as usual: ${words}`);
        onError(error);
      }),
  };
}

/** A copy of the keys, which what is still under way must not share with a hook. */
function copyContext(context: CheckContext | null): CheckContext {
  const { company, user } = context ?? {};
  return { company: company && { ...company }, user: user && { ...user } };
}

/** Has no failure of that kind been told of lately? */
function createNews(now: () => number): (kind: string) => boolean {
  const told = new Map<string, number>();
  return (kind) => {
    const at = now();
    for (const [known, when] of told) if (at - when >= QUIET_MS || when > at) told.delete(known);
    if (told.has(kind) || told.size >= MAX_KINDS) return false;
    told.set(kind, at);
    return true;
  };
}
