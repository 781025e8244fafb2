import { describe, expect, it } from "@jest/globals";
import { FlagSnapshot } from "../../src/store/flag-snapshot.ts";

const flag = (key: string, value = 1) => ({ key, value });

describe("a snapshot in pages", () => {
  it("is whole with its last page", () => {
    const snapshot = new FlagSnapshot();
    expect(snapshot.add([flag("a")], { first: true, last: false })).toBe("partly");
    expect(snapshot.add([flag("b")], { first: false, last: true })).toEqual([flag("a"), flag("b")]);
  });

  it("starts anew with a first page, so that an interrupted one leaks nothing", () => {
    const snapshot = new FlagSnapshot();
    snapshot.add([flag("old")], { first: true, last: false });
    expect(snapshot.add([flag("a")], { first: true, last: true })).toEqual([flag("a")]);
  });

  it("is nothing by its last pages, when the first came on a connection that is gone or another began since", () => {
    const snapshot = new FlagSnapshot();
    snapshot.add([flag("a")], { first: true, last: false });
    snapshot.drop();
    expect(snapshot.add([flag("b")], { first: false, last: true })).toBe("headless");
    for (let times = 0; times < 2; times++) snapshot.add([flag("a")], { first: true, last: false });
    expect(snapshot.add([flag("b")], { first: false, last: true })).toEqual([flag("a"), flag("b")]);
    expect(snapshot.add([flag("b")], { first: false, last: true })).toBe("headless");
  });

  it("may have pages without numbers", () => {
    const snapshot = new FlagSnapshot();
    snapshot.add([flag("a")], { first: undefined, last: false });
    expect(snapshot.add([flag("b")], { first: undefined, last: true })).toEqual([flag("a"), flag("b")]);
    expect(snapshot.add([flag("c")], { first: undefined, last: true })).toEqual([flag("c")]);
  });

  it("keeps what changed between two pages, of whichever page it is", () => {
    const snapshot = new FlagSnapshot();
    snapshot.add([flag("a"), flag("b")], { first: true, last: false });
    for (const key of ["A", "C"]) snapshot.put(flag(key, 2));
    for (const key of ["B", "D"]) snapshot.delete({ key });
    const rest = [flag("c"), flag("d"), flag("e")];
    expect(snapshot.add(rest, { first: false, last: true })).toEqual([flag("A", 2), flag("C", 2), flag("e")]);
  });

  it("takes nothing along of what changed before it began", () => {
    const snapshot = new FlagSnapshot();
    snapshot.put(flag("old"));
    snapshot.add([flag("a")], { first: true, last: false });
    expect(snapshot.add([], { first: false, last: true })).toEqual([flag("a")]);
  });

  it("drops a flag that is deleted by its id between two pages", () => {
    const snapshot = new FlagSnapshot();
    snapshot.add([{ key: "a", id: "flag_a" }, flag("b")], { first: true, last: false });
    snapshot.delete({ id: "flag_a" });
    expect(snapshot.add([], { first: false, last: true })).toEqual([flag("b")]);
  });
});
