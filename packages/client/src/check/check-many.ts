import type { FlagCheck } from "@schematic/api/core";
import type { Checker } from "./checker.ts";
import { answered, copyAnswer } from "./decode-check.ts";
import { NOT_FOUND } from "./flag-defaults.ts";
import type { Question } from "./question.ts";

/** The service answers about no more flags at once: one that is missing then may exist all the same. */
const MAX_ANSWERS = 1_000;

/**
 * Answers of several flags for one context, in their order: from local data and the caches as far as they go, the rest by
 * one request about all flags, whose answer is kept whole. `common` is what all of them are asked with.
 */
export async function checkMany(checker: Checker, common: Question, flags: readonly string[]): Promise<FlagCheck[]> {
  const questions = flags.map((flag) => ({ ...common, flag }));
  const { unable } = checker;
  if (unable) return questions.map((question) => checker.fallBack(question, unable));
  const local = await Promise.all(questions.map((question) => checker.fromSource(question)));
  const answers = local.map(answered);
  await fillFromCache(checker, questions, answers);
  const isOpen = answers.includes(undefined);
  const fresh = isOpen ? await askAll(checker, common) : undefined;
  return questions.map(
    (question, index) => answers[index] ?? fresh?.(question) ?? checker.fallBack(question, NOT_FOUND),
  );
}

async function fillFromCache(
  checker: Checker,
  questions: readonly Question[],
  answers: (FlagCheck | undefined)[],
): Promise<void> {
  const open = [...questions.entries()].filter(([index]) => answers[index] === undefined);
  const [first] = open;
  if (first === undefined) return;
  const keys = open.map(([, { flag, context }]) => checker.keyOf(flag, context));
  const flags = open.map(([, { flag }]) => flag);
  const reading = checker.cache.getMany(keys, flags);
  // When the time is over, asking the API says so.
  const cached = await first[1].deadline.within(reading, () => []);
  open.forEach(([index, question], at) => {
    answers[index] = checker.fromCached(question, cached[at]);
  });
}

/** Asks for all flags and gives what answers one question from them. */
async function askAll(checker: Checker, first: Question) {
  try {
    const answers = await checker.askAll(first);
    const byFlag = new Map(answers.map((answer) => [answer.flag, answer]));
    return (question: Question): FlagCheck => {
      const answer = byFlag.get(question.flag);
      if (answer !== undefined) return { ...copyAnswer(answer), source: "api" };
      if (answers.length < MAX_ANSWERS) checker.remember([[checker.keyOf(question.flag, question.context), undefined]]);
      return checker.fallBack(question, NOT_FOUND);
    };
  } catch (error) {
    checker.report(error);
    return (question: Question): FlagCheck => checker.fail(question, error);
  }
}

/** Answers of every flag of the environment; when the API cannot be asked, of every flag that has a default. */
export async function checkAll(checker: Checker, question: Question, flags: readonly string[]) {
  const { unable } = checker;
  if (unable) return flags.map((flag) => checker.fallBack({ ...question, flag }, unable));
  try {
    const answers = await checker.askAll(question);
    return answers.map((answer): FlagCheck => ({ ...copyAnswer(answer), source: "api" }));
  } catch (error) {
    checker.report(error);
    return flags.map((flag) => checker.fail({ ...question, flag }, error));
  }
}
