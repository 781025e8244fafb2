/** Deeper data than this is refused: it is either circular or a way to exhaust the stack. */
const maxDepth = 64;

type Members = Record<string, unknown>;

/**
 * A copy of `value` as JSON would give it back: no `undefined` members, a `Date` as its ISO text.
 * Throws `TypeError` for what JSON cannot hold and for circular or very deep data.
 */
export function toData<T>(value: T): T;
export function toData(value: unknown): unknown {
  if (isAbsent(value)) throw new TypeError(`A cache keeps JSON data, not ${typeof value}.`);
  return dataOf(value, 0);
}

/** A copy of what `toData` returned. */
export function copyData<T>(data: T): T;
export function copyData(data: unknown): unknown {
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) return data.map(copyData);
  const copy: Members = { ...data };
  for (const name in copy) {
    const member = copy[name];
    if (typeof member === "object" && member !== null) copy[name] = copyData(member);
  }
  return copy;
}

function dataOf(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return primitiveData(value);
  if (depth > maxDepth) throw new TypeError("A cache keeps JSON data, not circular or deep data.");
  if (Array.isArray(value)) return value.map((item) => (isAbsent(item) ? null : dataOf(item, depth + 1)));
  if ("toJSON" in value && typeof value.toJSON === "function") return JSON.parse(JSON.stringify(value) ?? "null");
  return membersData(value as Members, depth);
}

/** A spread copies in one step, and takes `__proto__` as just a name; only members that need it are then replaced. */
function membersData(value: Members, depth: number): Members {
  const copy: Members = { ...value };
  for (const name in copy) {
    const member = copy[name];
    const type = typeof member;
    if (type === "string" || type === "boolean" || (type === "number" && Number.isFinite(member))) continue;
    if (isAbsent(member)) delete copy[name];
    else copy[name] = dataOf(member, depth + 1);
  }
  return copy;
}

function primitiveData(value: unknown): unknown {
  if (typeof value === "bigint") throw new TypeError("A cache keeps JSON data, not bigint.");
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}

/** JSON leaves these out of objects and writes them as `null` in arrays. */
function isAbsent(value: unknown): boolean {
  return value === undefined || typeof value === "function" || typeof value === "symbol";
}
