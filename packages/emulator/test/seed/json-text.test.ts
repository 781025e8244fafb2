import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readJson } from "../../src/seed/json-text.ts";

const read = (text: string): unknown => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return "refused";
  }
};

const readOurs = (text: string): unknown => {
  try {
    return { value: readJson(text).value };
  } catch (error) {
    // JSON.parse takes the last of two members of one name.
    return String(error).includes("is there twice") ? read(text) : "refused";
  }
};

describe("a JSON text", () => {
  it("is read as JSON.parse reads it, and refused where that refuses it", () => {
    const edit = fc.record({
      at: fc.nat(),
      cut: fc.nat(2),
      add: fc.constantFrom("", ",", '"', "{", "]", "0", " ", "\\", "\n"),
    });
    fc.assert(
      fc.property(fc.json(), fc.array(edit, { maxLength: 2 }), fc.constantFrom(0, 1, "\t"), (json, edits, indent) => {
        const text = edits.reduce(
          (changed, { at, cut, add }) => {
            const place = at % (changed.length + 1);
            return changed.slice(0, place) + add + changed.slice(place + cut);
          },
          JSON.stringify(JSON.parse(json), null, indent),
        );
        expect(readOurs(text)).toEqual(read(text));
      }),
      { numRuns: 500 },
    );
  });

  it("has each member where its name stands, and what is not there at what is around it", () => {
    const { lineOf } = readJson('{ "a": [\n1,\n{ "b":\n2 } ],\n"c": {} }');
    const places = [["a"], ["a", 0], ["a", 1], ["a", 1, "b"], ["c"], ["c", "d"], ["e"], []];
    expect(places.map(lineOf)).toEqual([1, 2, 3, 3, 5, 5, 1, 1]);
  });
});
