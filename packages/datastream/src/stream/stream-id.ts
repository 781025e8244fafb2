/** Was change `a` made before change `b`? Ids look like `1767225600000-4`; where one is missing, the order of arrival counts. */
export function isBefore(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left === undefined || right === undefined) return a < b;
  return left[0] === right[0] ? left[1] < right[1] : left[0] < right[0];
}

function partsOf(id: string): readonly [number, number] | undefined {
  const [, millis, sequence] = /^(\d+)-(\d+)$/.exec(id) ?? [];
  return millis === undefined || sequence === undefined ? undefined : [Number(millis), Number(sequence)];
}
