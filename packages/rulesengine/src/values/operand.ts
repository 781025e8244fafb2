import { compareInstants, type Instant, parseDate } from "./date.ts";
import { type Int, looseNumber, strictInt } from "./int64.ts";
import { EMPTY, EQUAL, FULL, GREATER, LESS } from "./operator.ts";

/** How two trait values compare. */
export type ComparableType = "bool" | "date" | "int" | "string";

/** A trait's value, with what it reads as: worked out when first needed, since most are compared in one way only. */
export interface Operand {
  readonly text: string;
  /** The strict 64-bit integer in it; `null`: none. */
  strict: Int | null | undefined;
  instant: Instant | null | undefined;
  /** Its value when compared as an int: the strict integer, else the decimal, else 0. */
  number: Int | undefined;
}

/** An operand that nothing has been read from yet. */
export function operand(text: string): Operand {
  return { text, strict: undefined, instant: undefined, number: undefined };
}

/** The value of a trait that is not there. */
export const NOTHING = operand("");

/** The strict integer in an operand, or `null`. */
export function strictOf(value: Operand): Int | null {
  if (value.strict === undefined) value.strict = strictInt(value.text) ?? null;
  return value.strict;
}

/** An operand as an int: 0 when it is no number. */
export function numberOf(value: Operand): Int {
  if (value.number === undefined) value.number = strictOf(value) ?? looseNumber(value.text);
  return value.number;
}

function instantOf(value: Operand): Instant | null {
  if (value.instant === undefined) value.instant = parseDate(value.text) ?? null;
  return value.instant;
}

/** What `left` against `right` comes to, as a bit that the operator accepts or not; 0 when the type has no such order. */
export function outcome(type: ComparableType, left: Operand, right: Operand, operator: number): number {
  if (type === "string") return operator >= EMPTY ? emptiness(left.text === "") : compareTexts(left.text, right.text);
  if (type === "int") return compareInts(numberOf(left), numberOf(right), operator);
  if (type === "bool") return compareBools(left.text, right.text, operator);
  return compareDates(instantOf(left), instantOf(right), operator);
}

const emptiness = (empty: boolean): number => (empty ? EMPTY : FULL);

/** Also the empty tests: an int is empty at 0 and not empty above, so a negative is neither. */
export function compareInts(left: Int, right: Int, operator: number): number {
  if (operator >= EMPTY) return left > 0 ? FULL : left < 0 ? 0 : EMPTY;
  // Beside a bigint, a number is either a decimal, to be compared as a double, or so much smaller that it makes no difference.
  if (typeof left !== typeof right) return compareInts(Number(left), Number(right), operator);
  return left < right ? LESS : left > right ? GREATER : EQUAL;
}

const isTrue = (text: string): boolean => text === "true" || text === "1";

/** Booleans have no order, and are never empty. */
function compareBools(left: string, right: string, operator: number): number {
  if (operator >= EMPTY) return FULL;
  if (operator === EQUAL || operator === (LESS | GREATER)) return isTrue(left) === isTrue(right) ? EQUAL : LESS;
  return 0;
}

/** Nothing is earlier than every instant. */
function compareDates(left: Instant | null, right: Instant | null, operator: number): number {
  if (operator >= EMPTY) return emptiness(left === null);
  if (left === null) return right === null ? EQUAL : LESS;
  if (right === null) return GREATER;
  const sign = compareInstants(left, right);
  return sign < 0 ? LESS : sign > 0 ? GREATER : EQUAL;
}

/** By code point, as the bytes of UTF-8 sort: JavaScript's `<` puts U+FFFF behind an emoji. */
function compareTexts(left: string, right: string): number {
  if (left === right) return EQUAL;
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return codePointRank(a) < codePointRank(b) ? LESS : GREATER;
  }
  return left.length < right.length ? LESS : GREATER;
}

/** Moves surrogates behind every other unit. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
