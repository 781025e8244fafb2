// 64-bit signed integers: a number while it is exact, a bigint beyond.

/** A 64-bit integer: a safe integer as a number, any other as a bigint, never both ways. */
export type Int = number | bigint;

const BITS = 64;
// Decimal digits of 2^63; a longer text cannot fit.
const MAX_DIGITS = 19;
// Any text of so many digits is a safe integer.
const SAFE_DIGITS = 15;

// No two parts in a row take the same digits, or a long text that fails at its end would take quadratic time.
const STRICT = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a bigint fits 64 signed bits. */
export const inRange = (value: bigint): boolean => BigInt.asIntN(BITS, value) === value;

/** The canonical form of a bigint. */
export function narrow(value: bigint): Int {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The sum, wrapping around at 64 bits. */
export function add(left: Int, right: Int): Int {
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return narrow(BigInt.asIntN(BITS, BigInt(left) + BigInt(right)));
}

/** The integer that a text strictly is (optional sign, ASCII digits, 64 bits), or `undefined`. */
export function strictInt(text: string): Int | undefined {
  if (!STRICT.test(text)) return undefined;
  const negative = text.startsWith("-");
  const digits = text.replace(/^[+-]?0*/, "") || "0";
  if (digits.length > MAX_DIGITS) return undefined;
  if (digits.length <= SAFE_DIGITS) return (negative ? -Number(digits) : Number(digits)) + 0;
  const value = negative ? -BigInt(digits) : BigInt(digits);
  return inRange(value) ? narrow(value) : undefined;
}

/** The number in a text that is a finite decimal; 0 for any other text. */
export function looseNumber(text: string): number {
  if (!DECIMAL.test(text)) return 0;
  const value = Number(text);
  return Number.isFinite(value) ? value : 0;
}
