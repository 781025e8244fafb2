import { describe, expect, it } from "@jest/globals";
import { ApiError, DecodeError, describeError } from "../../src/core/index.ts";

describe("describeError", () => {
  it("tells name, status, attempts and request of an error of the API, and nothing that was sent", () => {
    const details = { statusCode: 422, attempts: 3, requestId: "req_1", body: "secret" };
    expect(describeError(new ApiError("secret", details))).toBe("ApiError (422, 3 attempts, request req_1)");
    expect(describeError(new DecodeError("secret"))).toBe("DecodeError");
  });

  it("tells only the name of a parser's error, for it quotes the text", () => {
    let error: unknown;
    try {
      JSON.parse("secret");
    } catch (caught) {
      error = caught;
    }
    expect(describeError(error)).toBe("SyntaxError");
  });

  it("takes anything that can be thrown", () => {
    expect(describeError(new RangeError("too far"))).toBe("RangeError: too far");
    expect([undefined, "text", 7].map(describeError)).toEqual(["undefined", "text", "7"]);
    const trap = Object.defineProperty(new Error("secret"), "message", {
      get() {
        throw new Error("getter broke");
      },
    });
    for (const unreadable of [Object.create(null), trap])
      expect(describeError(unreadable)).toBe("an error that cannot be read");
  });
});
