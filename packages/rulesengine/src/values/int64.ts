// 64-bit signed integers: a number while it is exact, a bigint beyond.

/** A 64-bit integer: a safe integer as a number, any other as a bigint, never both ways. */
export type Int = number | bigint;

const BITS = 64;
/** The first double beyond 64 signed bits. */
export const LIMIT = 2 ** (BITS - 1);

// No two parts in a row take the same digits, or a long text that fails at its end would take quadratic time.
const STRICT = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The sum, wrapping around at 64 bits. */
export function add(left: Int, right: Int): Int {
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const sum = BigInt.asIntN(BITS, BigInt(left) + BigInt(right));
  return Number.isSafeInteger(Number(sum)) ? Number(sum) : sum;
}

/** The integer that a text strictly is (optional sign, ASCII digits, 64 bits), or `undefined`. */
export function strictInt(text: string): Int | undefined {
  if (!STRICT.test(text)) return undefined;
  const number = Number(text);
  // A text that reads as a safe integer is that integer: what is not exact lies beyond.
  if (Number.isSafeInteger(number)) return number + 0;
  // Few digits are left now, so that making a bigint of them takes no time.
  const value = Math.abs(number) <= LIMIT ? BigInt(text) : undefined;
  return value === undefined || BigInt.asIntN(BITS, value) === value ? value : undefined;
}

/** The number in a text that is a finite decimal; 0 for any other text. */
export function looseNumber(text: string): number {
  if (!DECIMAL.test(text)) return 0;
  const value = Number(text);
  return Number.isFinite(value) ? value : 0;
}
