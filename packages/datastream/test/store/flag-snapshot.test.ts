import { describe, expect, it } from "@jest/globals";
import { FlagSnapshot } from "../../src/store/flag-snapshot.ts";

const flag = (key: string, value = 1) => ({ key, value });

describe("a snapshot in pages", () => {
  it("is whole with its last page", () => {
    const snapshot = new FlagSnapshot();
    expect(snapshot.add([flag("a")], { first: true, last: false })).toBeUndefined();
    expect(snapshot.add([flag("b")], { first: false, last: true })).toEqual([flag("a"), flag("b")]);
  });

  it("starts anew with a first page, so that an interrupted one leaks nothing", () => {
    const snapshot = new FlagSnapshot();
    snapshot.add([flag("old")], { first: true, last: false });
    expect(snapshot.add([flag("a")], { first: true, last: true })).toEqual([flag("a")]);
    snapshot.add([flag("old")], { first: true, last: false });
    snapshot.drop();
    expect(snapshot.add([flag("a")], { first: false, last: true })).toEqual([flag("a")]);
  });

  it("keeps what changed between two pages", () => {
    const snapshot = new FlagSnapshot();
    snapshot.add([flag("a"), flag("b")], { first: true, last: false });
    snapshot.put(flag("A", 2));
    snapshot.delete({ key: "B" });
    expect(snapshot.add([], { first: false, last: true })).toEqual([flag("A", 2)]);
  });

  it("drops a flag that is deleted by its id between two pages", () => {
    const snapshot = new FlagSnapshot();
    snapshot.add([{ key: "a", id: "flag_a" }, flag("b")], { first: true, last: false });
    snapshot.delete({ id: "flag_a" });
    expect(snapshot.add([], { first: false, last: true })).toEqual([flag("b")]);
  });
});
