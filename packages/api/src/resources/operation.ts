/** An operation as the generated table has it. */
export interface Operation {
  readonly names: readonly string[];
  readonly method: string;
  /** The fixed parts of the path: a path parameter stands between each two. */
  readonly path: readonly string[];
  /** Where in the codec table: of the query and `params`, of the body, of `data`. Empty: as it is. Absent: there is none. */
  readonly query: string | undefined;
  readonly body: string | undefined;
  readonly data: string | undefined;
  readonly answer: "json" | "none" | "bytes";
  readonly paged: boolean;
  readonly untilEmpty: boolean;
  readonly adds: boolean;
}

const methods: Readonly<Record<string, string>> = { G: "GET", P: "POST", U: "PUT", D: "DELETE", A: "PATCH" };

/** Reads the lines of a resource; their format is in the generator. */
export function readOperations(lines: string): Operation[] {
  return lines.trim().split("\n").map(readOperation);
}

function readOperation(line: string): Operation {
  const [names = "", target = "", ...rest] = line.split(" ");
  const find = (mark: string): string | undefined => rest.find((part) => part.startsWith(mark))?.slice(1);
  const flags = rest.find((part) => /^\w/.test(part)) ?? "";
  const has = (flag: string): boolean => flags.includes(flag);
  return {
    names: names.split(","),
    method: methods[target.charAt(0)] ?? "GET",
    path: target.slice(1).split("{}"),
    query: find("?"),
    body: find("!"),
    data: find(":"),
    answer: has("n") ? "none" : has("b") ? "bytes" : "json",
    paged: has("p") || has("u"),
    untilEmpty: has("u"),
    adds: has("a"),
  };
}
