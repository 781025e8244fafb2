/**
 * Reads JSON and remembers on which line each member stands. `JSON.parse` says of a mistake no line on every Node.js,
 * of no member at all, and lets a member be written twice.
 */

type Path = readonly (string | number)[];

/** A JSON text's value, and the line of a member, or of the innermost around it that there is. */
export interface JsonText {
  readonly value: unknown;
  lineOf(path: Path): number;
}

/** What is wrong with a JSON text: the message names the member around it. */
export class JsonTextError extends Error {
  readonly line: number;

  constructor(line: number, path: Path, problem: string) {
    super(`${path.join(".") || "seed"}: ${problem}`);
    this.name = "JsonTextError";
    this.line = line;
  }
}

const blank = /[ \t\r\n]*/y;
const text = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4})|[\x7f-\x9f])*"/uy;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Goes through a text once; `#lines` then has the line of every member by its path. */
class Reader {
  readonly #source: string;
  readonly #lines = new Map<string, number>();
  #at = 0;
  #line = 1;

  constructor(source: string) {
    this.#source = source;
  }

  /** The lines of all members, by path in JSON. */
  read(): ReadonlyMap<string, number> {
    this.#skipBlank();
    this.#value([]);
    if (this.#at < this.#source.length) this.#fail([], "has something after its end");
    return this.#lines;
  }

  #fail(path: Path, problem: string): never {
    throw new JsonTextError(this.#line, path, problem);
  }

  #failValue(path: Path): never {
    const isText = this.#source[this.#at] === '"';
    this.#fail(path, isText ? "has a text without end, or with what must be escaped in it" : "must be a value of JSON");
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const taken = pattern.exec(this.#source)?.[0];
    this.#at += taken?.length ?? 0;
    return taken;
  }

  #skipBlank(): void {
    this.#line += (this.#take(blank) ?? "").split("\n").length - 1;
  }

  /** True when the next thing is this character; it and the blank after it are then behind. */
  #skip(character: string): boolean {
    if (this.#source[this.#at] !== character) return false;
    this.#at += 1;
    this.#skipBlank();
    return true;
  }

  #value(path: Path): void {
    this.#lines.set(JSON.stringify(path), this.#line);
    if (this.#skip("{")) this.#entries(path, "}", () => this.#member(path));
    else if (this.#skip("[")) this.#entries(path, "]", (index) => this.#element([...path, index]));
    else if (this.#take(text) === undefined && this.#take(scalar) === undefined) this.#failValue(path);
    this.#skipBlank();
  }

  /** What stands between two brackets; `read` answers the path of what it has read. */
  #entries(path: Path, end: "}" | "]", read: (index: number) => Path): void {
    if (this.#skipEnd(end)) return;
    for (let index = 0; ; index += 1) {
      const last = read(index);
      if (this.#skipEnd(end)) return;
      if (!this.#skip(",")) this.#fail(last, `must be followed by a comma or ${end}`);
      if (this.#source[this.#at] === end)
        this.#fail(path, `has a comma after its last ${end === "}" ? "member" : "element"}`);
    }
  }

  /** The blank after a closing bracket belongs to the value around it. */
  #skipEnd(end: string): boolean {
    if (this.#source[this.#at] !== end) return false;
    this.#at += 1;
    return true;
  }

  #element(path: Path): Path {
    this.#value(path);
    return path;
  }

  #member(around: Path): Path {
    const line = this.#line;
    const name = this.#take(text);
    if (name === undefined) this.#fail(around, "must have names in double quotes");
    const path = [...around, String(JSON.parse(name))];
    const first = this.#lines.get(JSON.stringify(path));
    if (first !== undefined) this.#fail(path, `is there twice, the first time at line ${first}`);
    this.#skipBlank();
    if (!this.#skip(":")) this.#fail(path, "must be followed by a colon");
    this.#value(path);
    // A member stands where its name does.
    this.#lines.set(JSON.stringify(path), line);
    return path;
  }
}

/** Reads a JSON text. Throws a JsonTextError with the line of the first mistake. */
export function readJson(source: string): JsonText {
  const lines = new Reader(source).read();
  const lineOf = (path: Path): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const line = lines.get(JSON.stringify(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return 1;
  };
  return { value: JSON.parse(source), lineOf };
}
