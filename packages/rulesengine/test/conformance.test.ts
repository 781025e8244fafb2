import { describe, expect, it } from "@jest/globals";
import { createEngine, RulesEngineError } from "../src/index.ts";
import { readVectors, takesObjects, type Vector } from "./conformance/vectors.ts";

const vectors = readVectors().filter(takesObjects);
const kinds = [...new Set(vectors.map(({ name }) => name.split("/")[0] ?? ""))];

/** What an engine does with a vector, in the form of its expectation. */
function answer({ flag, company, user, options, now }: (typeof vectors)[number]) {
  const engine = createEngine(now === undefined ? {} : { now: () => Date.parse(now) });
  try {
    return { result: engine.checkFlag(flag, company, user, options) };
  } catch (error) {
    if (!RulesEngineError.is(error)) throw error;
    return "refused";
  }
}

const expectation = ({ expected }: Vector) =>
  "error" in expected ? "refused" : { result: JSON.parse(expected.result) as unknown };

describe("the TypeScript engine", () => {
  it.each(kinds)("answers the vectors of kind %s as the official engine does", (kind) => {
    for (const vector of vectors.filter(({ name }) => name.startsWith(`${kind}/`))) {
      const { name } = vector;
      expect({ name, answer: answer(vector) }).toStrictEqual({ name, answer: expectation(vector) });
    }
  });
});
