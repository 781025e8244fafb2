import { describe, expect, it } from "@jest/globals";
import { streamUrl } from "../../src/connection/url.ts";

describe("the address of the stream", () => {
  it.each([
    ["https://api.schematichq.com", "wss://datastream.schematichq.com/datastream"],
    ["https://api.staging.example.com", "wss://datastream.staging.example.com/datastream"],
    ["https://custom.example.com/v1", "wss://custom.example.com/datastream"],
    ["http://localhost:8080", "ws://localhost:8080/datastream"],
    ["http://api.localhost:8080", "ws://datastream.localhost:8080/datastream"],
    ["http://api:8080", "ws://api:8080/datastream"],
    ["http://apis.example.com/", "ws://apis.example.com/datastream"],
    ["https://api.example.com?x=1", "wss://datastream.example.com/datastream?x=1"],
    ["wss://x.example.com/ws", "wss://x.example.com/ws"],
    [" ", "wss://datastream.schematichq.com/datastream"],
    [undefined, "wss://datastream.schematichq.com/datastream"],
  ])("of %s is %s", (baseUrl, expected) => {
    expect(streamUrl(baseUrl)).toBe(expected);
  });

  it("of anything else is refused", () => {
    for (const baseUrl of ["ftp://x", "api.schematichq.com", "javascript:1"]) {
      expect(() => streamUrl(baseUrl)).toThrow("baseUrl must begin with");
    }
  });
});
