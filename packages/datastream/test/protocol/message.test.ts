import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseMessage } from "../../src/protocol/message.ts";

const parse = (message: unknown) => parseMessage(JSON.stringify(message));
const flag = { id: "flag_1", key: "a" };

describe("parseMessage", () => {
  it("reads a snapshot, and one page of it", () => {
    const message = { data: [flag, null, {}], entity_type: "rulesengine.Flags", message_type: "full" };
    expect(parse(message)).toEqual({ type: "flags", flags: [flag], unusable: 2, page: { first: true, last: true } });
    expect(parse({ ...message, pagination: { page: 2, has_more: true, total: 9 } })).toMatchObject({
      page: { first: false, last: false },
    });
  });

  it("reads a delete of a flag from whatever names it", () => {
    const message = { entity_type: "rulesengine.Flag", message_type: "delete" };
    expect(parse({ ...message, data: { id: "flag_1", key: "a" } })).toMatchObject({ key: "a", id: "flag_1" });
    expect(parse({ ...message, data: null, entity_id: "flag_1" })).toMatchObject({ key: undefined, id: "flag_1" });
  });

  it("reads a delete of a company with or without its data", () => {
    const message = { entity_type: "rulesengine.Company", message_type: "delete" };
    expect(parse({ ...message, data: null, entity_id: "c" })).toMatchObject({
      type: "deleted",
      kind: "company",
      id: "c",
    });
    expect(parse({ ...message, data: { id: "c" } })).toMatchObject({ type: "deleted", kind: "company", id: "c" });
    expect(parse({ ...message, data: {} }).type).toBe("ignored");
  });

  it("looks at error and reload before the entity", () => {
    expect(parse({ message_type: "reload", entity_type: "rulesengine.Companies", data: null })).toEqual({
      type: "reload",
    });
    expect(
      parse({ message_type: "error", data: { error: "no", keys: { id: "1" }, entity_type: "rulesengine.User" } }),
    ).toEqual({
      type: "error",
      about: "rulesengine.User",
      keys: { id: "1" },
      text: "no",
    });
  });

  it("doubts the flags where a flag comes in parts or without its key", () => {
    const message = { data: { id: "flag_1" }, entity_type: "rulesengine.Flag" };
    expect(parse({ ...message, message_type: "partial" }).type).toBe("flags-doubted");
    expect(parse({ ...message, message_type: "full" }).type).toBe("flags-doubted");
  });

  it.each([
    ["a confirmation", { data: { status: "subscribed" }, entity_type: "rulesengine.Companies", message_type: "full" }],
    ["an unknown entity", { data: {}, entity_type: "rulesengine.Plan", message_type: "full" }],
    ["an unknown message type", { data: { id: "c" }, entity_type: "rulesengine.Company", message_type: "unknown" }],
    ["a company without id", { data: { keys: {} }, entity_type: "rulesengine.Company", message_type: "full" }],
    ["companies in a list", { data: [{ id: "c" }], entity_type: "rulesengine.Company", message_type: "full" }],
    ["a partial without entity_id", { data: { id: "c" }, entity_type: "rulesengine.Company", message_type: "partial" }],
    ["flags that are no list", { data: {}, entity_type: "rulesengine.Flags", message_type: "full" }],
    ["a number", 7],
    ["null", null],
  ])("ignores %s", (_, message) => {
    expect(parse(message).type).toBe("ignored");
  });

  it("throws for no text and no JSON at all", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseMessage(text)));
    fc.assert(fc.property(fc.json(), (text) => void parseMessage(text)));
  });
});
