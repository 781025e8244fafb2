import { aDateText } from "./dates.ts";
import type { Random } from "./random.ts";

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

const INTEGERS = [
  0,
  1,
  -1,
  2,
  5,
  10,
  100,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 53),
  2 ** 60,
  2 ** 63,
  -(2 ** 63),
];
const EDGE_INTEGERS = [2 ** 63 - 1024, 1024 - 2 ** 63, 2 ** 64, 1e19, 1e20, 1e21, 123456789012345680000];

/** An integer, mostly small, now and then at the edge of what doubles or 64 bits hold. */
export function anInteger(random: Random): number {
  if (random.chance(0.7)) return random.below(12) - 1;
  return random.chance(0.9) ? random.pick(INTEGERS) : random.pick(EDGE_INTEGERS);
}

/** A number that may have as many digits as a double can have. */
export function aDecimal(random: Random): number {
  switch (random.below(7)) {
    case 0:
      return anInteger(random);
    case 1:
      return random.below(100) / 10;
    case 2:
      return random.below(1e9) / 1e9 + random.below(1000);
    case 3:
      return 0.1 * random.below(40);
    case 4:
      return (random.bits() / 2 ** 32) * 10 ** (random.below(40) - 20);
    case 5:
      return random.pick([
        99.99999999999999,
        11952426.431078723,
        5e-324,
        1.7976931348623157e308,
        1e-310,
        1e21,
        -0,
        0.1 + 0.2,
      ]);
    default:
      return anyDouble(random);
  }
}

function anyDouble(random: Random): number {
  words[0] = random.bits();
  words[1] = random.bits();
  const value = double[0] ?? 0;
  return Number.isFinite(value) ? value : 0;
}

const INT_TEXTS = [
  ..."0 1 5 -5 007 +5 5.0 5.5 1e3 .5 5. . + - +.5 1e400 -1e400 -0 -0.5 0x10 1_000 1e 1e+2 5e-1 inf nan NaN 1E2 ٣ abc".split(
    " ",
  ),
  ..."9007199254740991 9007199254740992 9007199254740993 9007199254740992.0 9007199254740993.0".split(" "),
  ..."9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809 00000000000000000000000000042".split(
    " ",
  ),
  ..."18446744073709551616 9223372036854775807.0 -9007199254740993 0.0000001".split(" "),
  ..." 5,5 ,5\n,".split(","),
];
const BOOL_TEXTS = ["true", "false", "1", "0", "True", "TRUE", "yes", "", "true "];
const STRING_TEXTS = [
  "",
  "a",
  "A",
  "ab",
  "b",
  "é",
  "e\u0301",
  "\uffff",
  "😀",
  "😀a",
  "\ud7ff",
  "\ue000",
  "z",
  "null",
  '"\\\n\u0001',
];

/** The text of a trait, mostly one that suits its type. */
export function aTraitText(random: Random, type: string): string {
  switch (random.chance(0.85) ? type : random.pick(["bool", "string", "int", "date"])) {
    case "bool":
      return random.pick(BOOL_TEXTS);
    case "string":
      return random.pick(STRING_TEXTS);
    case "int":
      return random.chance(0.25) ? String(aDecimal(random)) : random.pick(INT_TEXTS);
    default:
      return aDateText(random);
  }
}
