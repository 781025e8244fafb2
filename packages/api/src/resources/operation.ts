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
  let segments: string[] = [];
  return lines
    .trim()
    .split("\n")
    .map((line) => {
      const [names = "", target = "", ...rest] = line.split(" ");
      const own = target.slice(2);
      segments = [...segments.slice(0, Number(target[1])), ...(own === "" ? [] : own.split("/"))];
      const [verb] = names.split("-");
      const noun = segments.findLast((segment) => segment !== "{}" && segment !== verb) ?? "";
      const singular = noun.replace(/ies$/, "ys").replace(/s$/, "");
      const full = names.replaceAll("*", noun).replaceAll("~", singular);
      return readOperation(full, target.charAt(0), `/${segments.join("/")}`, rest);
    });
}

function readOperation(names: string, letter: string, path: string, rest: readonly string[]): Operation {
  const find = (pattern: RegExp): string | undefined => rest.find((part) => pattern.test(part));
  const flags = find(/^[A-Z]/) ?? "";
  const has = (flag: string): boolean => flags.includes(flag);
  return {
    names: names.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()).split(","),
    method: methods[letter] ?? "GET",
    path: path.split("{}"),
    query: find(/^\?/)?.slice(1),
    body: find(/^!/)?.slice(1),
    data: find(/^[a-z0-9]/),
    answer: has("N") ? "none" : has("B") ? "bytes" : "json",
    paged: has("P") || has("U"),
    untilEmpty: has("U"),
    adds: has("A"),
  };
}
