import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeDate } from "../../src/resources/decode-date.ts";

/** What the platform makes of a text. */
function platform(text: string): unknown {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date;
}

describe("a date of the wire", () => {
  it.each([
    ...["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.006Z", "2026-01-02T03:04:05.123456Z", "2026-01-02T03:04:05.5Z"],
    ...["2026-01-02T03:04:05+02:00", "2026-01-02T03:04:05.006-05:30", "2026-01-02", "0001-01-01T00:00:00Z"],
    ...["2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "2026-02-31T00:00:00Z", "2026-04-31T00:00:00Z"],
    ...["2026-12-31T23:59:59.999Z", "2026-12-31T24:00:00Z", "2026-12-31T23:59:60Z", "2026-13-01T00:00:00Z"],
    ...["2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z", "1969-12-31T23:59:59.999Z", "2026-01-02t03:04:05z"],
    ...[
      "2026-01-02T03:04:05.1x3Z",
      "20x6-01-02T03:04:05Z",
      "2026-01-02T03:04:05.123+",
      "2026-01-02 03:04:05Z",
      "soon",
      "",
    ],
  ])("reads %j as the platform does", (text) => {
    expect(decodeDate(text)).toEqual(platform(text));
  });

  it("reads every instant that ISO strings can have", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(decodeDate(date.toISOString())).toEqual(date);
      }),
    );
  });

  it("agrees with the platform when a character is another one", () => {
    const near = fc.tuple(fc.nat(23), fc.constantFrom(..."0123456789-:.TZ +x/\u0661"));
    fc.assert(
      fc.property(near, ([at, character]) => {
        for (const text of ["2026-11-24T12:34:56.789Z", "2026-11-24T12:34:56Z"]) {
          const other = text.slice(0, at) + character + text.slice(at + 1);
          expect(decodeDate(other)).toEqual(platform(other));
        }
      }),
    );
  });

  it("passes values that are no text, and reads lists", () => {
    expect(decodeDate(5)).toBe(5);
    expect(decodeDate(["1970-01-01T00:00:00Z", null])).toEqual([new Date(0), null]);
  });
});
