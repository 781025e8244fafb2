import { describe, expect, it } from "@jest/globals";
import { safePath } from "../../src/core/request-path.ts";

describe("safePath", () => {
  it.each(["/", "/flags/a.b/check", "/flags/...", "/a..b", "/flags/%2E%2E%2F/check", "/x?next=/../y", "/x/.hidden"])(
    "takes %s",
    (path) => {
      expect(safePath(path)).toBe(path);
    },
  );

  it.each([
    "companies",
    "@evil.test/",
    ".evil.test/",
    ":1@evil.test/",
    "/flags/../check",
    "/flags/.",
    "/flags/..",
    "/flags/..?x=1",
    "/flags/%2e%2E/check",
    "/flags/.%2e/check",
    "/flags\\..\\check",
    "/flags/.\t./check",
  ])("refuses %p, which would reach another place (F-N29)", (path) => {
    expect(() => safePath(path)).toThrow(expect.objectContaining({ name: "ConfigError" }));
  });
});
