import { describe, expect, it } from "@jest/globals";
import { createEngine, RulesEngineError } from "../src/index.ts";
import { loadWasmEngine } from "../src/wasm.ts";
import { type Argument, readVectors, takesObjects, type Vector } from "./conformance/vectors.ts";

const vectors = readVectors();
const kinds = [...new Set(vectors.map(({ name }) => name.split("/")[0] ?? ""))];
const ofKind = (kind: string) => vectors.filter(({ name }) => name.startsWith(`${kind}/`));

/** What an engine answers, or the message with which it refuses. */
function attempt<T>(check: () => T): { result: T } | { error: string } {
  try {
    return { result: check() };
  } catch (error) {
    if (!RulesEngineError.is(error)) throw error;
    return { error: error.message };
  }
}

/** A vector's answer without the wording of a refusal. */
function parsed({ expected }: Vector): unknown {
  return "error" in expected ? { error: expect.any(String) } : { result: JSON.parse(expected.result) as unknown };
}

describe("the TypeScript engine", () => {
  it.each(kinds)("answers the vectors of kind %s as the official engine does", (kind) => {
    for (const vector of ofKind(kind).filter(takesObjects)) {
      const { name, flag, company, user, options, now } = vector;
      const engine = createEngine(now === undefined ? {} : { now: () => Date.parse(now) });
      const answer = attempt(() => engine.checkFlag(flag, company, user, options));
      expect({ name, answer }).toStrictEqual({ name, answer: parsed(vector) });
    }
  });
});

describe("the WASM engine", () => {
  let clock = 0;
  const loaded = loadWasmEngine({ now: () => clock });
  const setClock = ({ now }: Vector) => {
    clock = now === undefined ? 0 : Date.parse(now);
  };
  const textOf = (argument: Argument) =>
    argument === null || typeof argument === "string" ? argument : JSON.stringify(argument);

  it.each(kinds)("answers the vectors of kind %s byte for byte, from texts", async (kind) => {
    const engine = await loaded;
    for (const vector of ofKind(kind)) {
      const { name, flag, company, user, options, expected } = vector;
      setClock(vector);
      const answer = attempt(() =>
        engine.checkFlagText(textOf(flag) ?? "", textOf(company), textOf(user), textOf(options)),
      );
      expect({ name, answer }).toStrictEqual({ name, answer: expected });
    }
  });

  it.each(kinds)("answers the vectors of kind %s, from objects", async (kind) => {
    const engine = await loaded;
    for (const vector of ofKind(kind).filter(takesObjects)) {
      const { name, flag, company, user, options } = vector;
      setClock(vector);
      const answer = attempt(() => engine.checkFlag(flag, company, user, options));
      expect({ name, answer }).toStrictEqual({ name, answer: parsed(vector) });
    }
  });
});
