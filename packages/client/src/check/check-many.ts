import type { FlagCheck } from "@schematic/api/core";
import type { Checker } from "./checker.ts";
import type { Answer } from "./decode-check.ts";
import { NOT_FOUND } from "./flag-defaults.ts";
import type { Question } from "./question.ts";

/**
 * Answers of several flags for one context, in the order of the questions: from local data and the caches as far as they go,
 * the rest by one request about all flags, whose answer is kept whole.
 */
export async function checkMany(
  checker: Checker,
  questions: readonly Question[],
  keyOf: (flag: string) => string | undefined,
) {
  const [first] = questions;
  if (first === undefined) return [];
  const { unable } = checker;
  if (unable) return questions.map((question) => checker.fallBack(question, unable));
  const answers = await Promise.all(questions.map((question) => checker.fromSource(question)));
  await fillFromCache(checker, questions, answers);
  const open = questions.filter((_, index) => answers[index] === undefined);
  if (open.length > 0) {
    const fresh = await askAll(checker, first, keyOf);
    for (const [index, question] of questions.entries()) answers[index] ??= fresh(question);
  }
  return questions.map((question, index) => answers[index] ?? checker.fallBack(question, NOT_FOUND));
}

async function fillFromCache(
  checker: Checker,
  questions: readonly Question[],
  answers: (FlagCheck | undefined)[],
): Promise<void> {
  const open = [...questions.entries()].filter(
    ([index, { cacheKey }]) => answers[index] === undefined && cacheKey !== undefined,
  );
  const keys = open.map(([, { cacheKey }]) => cacheKey ?? "");
  const flags = open.map(([, { flag }]) => flag);
  const cached = open.length === 0 ? [] : await checker.cache.getMany(keys, flags);
  open.forEach(([index, question], at) => {
    answers[index] = checker.fromCached(question, cached[at]);
  });
}

/** Asks for all flags and gives what answers one question from them. */
async function askAll(checker: Checker, first: Question, keyOf: (flag: string) => string | undefined) {
  try {
    const { deadline, context } = first;
    const answers = await deadline.within(
      checker.api.all(context, { deadlineMs: deadline.timeoutMs, signal: deadline.signal }),
    );
    const byFlag = new Map(answers.map((answer) => [answer.flag, answer]));
    checker.remember(entriesOf(answers, keyOf));
    return (question: Question): FlagCheck => {
      const answer = byFlag.get(question.flag);
      if (answer !== undefined) return { ...answer, source: "api" };
      if (question.cacheKey !== undefined) checker.remember([[question.cacheKey, undefined]]);
      return checker.fallBack(question, NOT_FOUND);
    };
  } catch (error) {
    checker.report(error);
    return (question: Question): FlagCheck => checker.fail(question, error);
  }
}

function entriesOf(answers: readonly Answer[], keyOf: (flag: string) => string | undefined) {
  return answers.flatMap((answer): [string, Answer][] => {
    const key = keyOf(answer.flag);
    return key === undefined ? [] : [[key, answer]];
  });
}

/** Answers of every flag of the environment; when the API cannot be asked, of every flag that has a default. */
export async function checkAll(
  checker: Checker,
  question: Question,
  { keyOf, flags }: { keyOf: (flag: string) => string | undefined; flags: readonly string[] },
) {
  const defaults = (answer: (flag: string) => FlagCheck) => flags.map(answer);
  const { unable } = checker;
  if (unable) return defaults((flag) => checker.fallBack({ flag, defaultValue: question.defaultValue }, unable));
  try {
    const { deadline, context } = question;
    const answers = await deadline.within(
      checker.api.all(context, { deadlineMs: deadline.timeoutMs, signal: deadline.signal }),
    );
    checker.remember(entriesOf(answers, keyOf));
    return answers.map((answer): FlagCheck => ({ ...answer, source: "api" }));
  } catch (error) {
    checker.report(error);
    return defaults((flag) =>
      checker.fail({ flag, defaultValue: question.defaultValue, cacheKey: keyOf(flag) }, error),
    );
  }
}
