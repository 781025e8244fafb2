import type { CheckResult, Evaluator, WireContext } from "../check/evaluate.ts";

/** What a page is told: it adds it to what it knows. */
export interface FlagNews {
  readonly flags: readonly CheckResult[];
  readonly plan?: unknown;
  readonly credit_balances?: unknown;
}

/** Knows what a page was told of one context, so that only differences go out. */
export class FlagFollower {
  readonly #evaluator: Evaluator;
  readonly #context: WireContext;
  #told = new Map<string, string>();

  constructor(evaluator: Evaluator, context: WireContext) {
    this.#evaluator = evaluator;
    this.#context = context;
  }

  /** What is new since the last time; `undefined`: nothing. A flag that is gone is told of as off. */
  news(): FlagNews | undefined {
    const { flags, plan, credit_balances } = this.#evaluator.checkAll(this.#context);
    const isFirst = this.#told.size === 0;
    const next = new Map(flags.map((flag) => [`flag ${flag.flag}`, JSON.stringify(flag)]));
    for (const [name, value] of Object.entries({ plan, credit_balances }))
      if (value !== undefined) next.set(name, JSON.stringify(value));
    const isNew = (name: string): boolean => next.has(name) && next.get(name) !== this.#told.get(name);
    const gone = [...this.#told.keys()].filter((name) => name.startsWith("flag ") && !next.has(name));
    const changed = flags.filter((flag) => isNew(`flag ${flag.flag}`));
    const off = gone.map((name) => this.#evaluator.checkKey(name.slice("flag ".length), this.#context));
    const news = {
      flags: [...changed, ...off],
      ...(isNew("plan") && { plan }),
      ...(isNew("credit_balances") && { credit_balances }),
    };
    this.#told = next;
    return isFirst || news.flags.length > 0 || Object.keys(news).length > 1 ? news : undefined;
  }
}
