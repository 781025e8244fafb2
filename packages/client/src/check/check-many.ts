import type { FlagCheck } from "@schematic/api/core";
import type { Checker } from "./checker.ts";
import { type Answer, answered, copyAnswer } from "./decode-check.ts";
import { NOT_FOUND } from "./flag-defaults.ts";
import type { Question } from "./question.ts";

/** The service answers about no more flags at once: one that is missing then may exist all the same. */
const MAX_ANSWERS = 1_000;

/** Answers questions as far as it can, in their order. All are asked with the same context and in the same time. */
type Step = (
  checker: Checker,
  open: readonly Question[],
  common: Question,
) => Promise<readonly (FlagCheck | undefined)[]>;

const fromSource: Step = async (checker, open) =>
  (await Promise.all(open.map(async (question) => checker.fromSource(question)))).map(answered);

const fromCaches: Step = async ({ cache, keyOf, fromCached }, open, { context, deadline }) => {
  const flags = open.map(({ flag }) => flag);
  const keys = flags.map((flag) => keyOf(flag, context));
  // When the time is over, asking the API says so.
  const cached = await deadline.within(cache.getMany(keys, flags), () => []);
  return open.map((question, index) => fromCached(question, cached[index]));
};

/** By one request about all flags, whose answer is kept whole. */
const fromApi: Step = async (checker, open, common) => {
  try {
    const answers = await checker.askAll(common);
    const byFlag = new Map(answers.map((answer) => [answer.flag, answer]));
    return open.map((question) => {
      const answer = byFlag.get(question.flag);
      if (answer !== undefined) return fresh(answer);
      if (answers.length < MAX_ANSWERS) checker.remember([[checker.keyOf(question.flag, common.context), undefined]]);
      return checker.fallBack(question, NOT_FOUND);
    });
  } catch (error) {
    checker.onError(error);
    return open.map((question) => checker.fail(question, error));
  }
};

const fresh = (answer: Answer): FlagCheck => ({ ...copyAnswer(answer), source: "api" });

/** Answers of several flags for one context, in their order: each step is asked what those before it left open. */
export async function checkMany(checker: Checker, common: Question, flags: readonly string[]): Promise<FlagCheck[]> {
  const answers: (FlagCheck | undefined)[] = flags.map(() => undefined);
  for (const step of [fromSource, fromCaches, fromApi]) {
    const open = [...flags.entries()].filter(([at]) => answers[at] === undefined);
    if (open.length === 0) break;
    const questions = open.map(([, flag]) => ({ ...common, flag }));
    const found = await step(checker, questions, common);
    open.forEach(([at], index) => {
      answers[at] = found[index];
    });
  }
  return answers.filter((answer) => answer !== undefined);
}

/** Answers of every flag of the environment; when the API cannot be asked, of every flag that has a default. */
export async function checkAll(checker: Checker, question: Question, flags: readonly string[]): Promise<FlagCheck[]> {
  try {
    return (await checker.askAll(question)).map(fresh);
  } catch (error) {
    checker.onError(error);
    return flags.map((flag) => checker.fail({ ...question, flag }, error));
  }
}
