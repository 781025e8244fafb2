import { describe, expect, it } from "@jest/globals";
import { entityKey, flagKey, lookupKey } from "../../src/shared/cache-keys.ts";

const version = "4b54a537";

describe("keys in shared caches", () => {
  it("are those of the official SDKs", () => {
    expect(flagKey(version, "Beta-Search")).toBe("flags:4b54a537:beta-search");
    expect(entityKey(version, "company", "comp_1")).toBe("company:4b54a537:comp_1");
    expect(lookupKey(version, "company", ["id", "C-1"])).toBe("company:4b54a537:id:c-1");
    expect(lookupKey(version, "company", ["slug", "Acme:EU"])).toBe("company:4b54a537:slug:acme:eu");
    expect(entityKey(version, "user", "user_1")).toBe("user:4b54a537:user_1");
    expect(lookupKey(version, "user", ["email", "A@x.io"])).toBe("user:4b54a537:email:a@x.io");
  });

  it("keep the case of an id", () => {
    expect(entityKey(version, "company", "Comp_1")).toBe("company:4b54a537:Comp_1");
  });
});
