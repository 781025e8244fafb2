import { type Int, LIMIT } from "../values/int64.ts";
import { type Reader, ReadFailure, refuse } from "./reader.ts";

/** A 64-bit integer. A large double stands for the digits that `JSON.stringify` writes for it, as on the network. */
export const integer: Reader<Int> = (value) => {
  if (typeof value !== "number") return refuse(value, "an integer");
  if (Number.isSafeInteger(value)) return value + 0;
  if (!Number.isInteger(value) || Math.abs(value) >= LIMIT) throw new ReadFailure(`is ${value} (expected an integer)`);
  return BigInt(String(value));
};

// The longest text of 15 significant digits, a point included. Up to there the official reader is exact.
const EXACT_LENGTH = 16;
const UINT64_MAX = (1n << 64n) - 1n;
const LARGEST_POWER = 308;

/** A double with the value that the official reader takes from its digits, which can differ in the last place. */
export const decimal: Reader<number> = (value) => {
  if (typeof value !== "number" || !Number.isFinite(value)) return refuse(value, "a number");
  if (Number.isSafeInteger(value)) return value + 0;
  const digits = String(Math.abs(value));
  const exact = digits.length <= EXACT_LENGTH && !digits.includes("e");
  const size = exact ? Math.abs(value) : officialValue(digits);
  if (!Number.isFinite(size)) throw new ReadFailure(`is ${value} (out of range)`);
  return value < 0 ? -size : size;
};

/** What the official reader makes of a written number without a sign. */
function officialValue(written: string): number {
  const [mantissa = "", exponent = "0"] = written.split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  let digits = whole + fraction;
  let power = Number(exponent) - fraction.length;
  // Digits that do not fit 64 bits only count. They are of the whole part: a double with a fraction has fewer.
  for (; BigInt(digits) > UINT64_MAX; power++) digits = digits.slice(0, -1);
  return scale(Number(digits), power);
}

/** One multiplication or division by the double nearest to the power of ten; powers beyond the table go in two steps. */
function scale(digits: number, power: number): number {
  if (power < -LARGEST_POWER) return scale(digits / Number(`1e${LARGEST_POWER}`), power + LARGEST_POWER);
  return power < 0 ? digits / Number(`1e${-power}`) : digits * Number(`1e${power}`);
}
