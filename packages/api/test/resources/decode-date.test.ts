import { describe, expect, it } from "@jest/globals";
import { decodeDate } from "../../src/resources/decode-date.ts";

const instant = new Date("2026-01-02T03:04:05.006Z");

describe("a date of the wire", () => {
  it.each(["2026-01-02T03:04:05.006Z", "2026-01-02T03:04:05.006123Z", "2026-01-02T05:04:05.006+02:00"])(
    "reads %s",
    (text) => {
      expect(decodeDate(text)).toEqual(instant);
    },
  );

  it("is read in lists too", () => {
    expect(decodeDate([instant.toISOString(), null])).toEqual([instant, null]);
  });

  it.each(["soon", "", "2026-13-01T00:00:00Z", 5, null, { a: 1 }])("leaves %j, which is none, as it is", (value) => {
    expect(decodeDate(value)).toEqual(value);
  });
});
