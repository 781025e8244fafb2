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

/** Names, letter of the method, how many segments are those of the line before, the others, query, body, data, flags. */
const line = /^(\S+) ([A-Z])(\d)(\S*)(?: \?(\S*))?(?: !(\S*))?(?: ([a-z\d]+))?(?: ([A-Z]+))?$/gm;

/** Reads the lines of a resource; their format is in the generator. */
export function readOperations(lines: string): Operation[] {
  let segments: string[] = [];
  return [...lines.matchAll(line)].map(([, names = "", letter = "", shared, own, query, body, data, flags = ""]) => {
    segments = [...segments.slice(0, Number(shared)), ...(own ? own.split("/") : [])];
    const has = (flag: string): boolean => flags.includes(flag);
    return {
      names: readNames(names, segments),
      method: methods[letter] ?? "GET",
      path: `/${segments.join("/")}`.split("{}"),
      ...{ query, body, data },
      answer: has("N") ? "none" : has("B") ? "bytes" : "json",
      paged: has("P") || has("U"),
      untilEmpty: has("U"),
      adds: has("A"),
    };
  });
}

/** `*` in a name is the noun of the path, `~` the same in the singular. */
function readNames(names: string, segments: readonly string[]): string[] {
  const [verb] = names.split("-");
  const noun = segments.findLast((segment) => segment !== "{}" && segment !== verb) ?? "";
  const singular = noun.replace(/ies$/, "ys").replace(/s$/, "");
  const full = names.replaceAll("*", noun).replaceAll("~", singular);
  return full.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()).split(",");
}
