import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createFifo } from "../../src/delivery/fifo.ts";

describe("createFifo", () => {
  it("serves in order whatever comes and goes, as an array does", () => {
    // Thousands come and go, so that it makes room meanwhile.
    const step = fc.record({ push: fc.nat({ max: 2_000 }), shift: fc.nat({ max: 2_000 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const fifo = createFifo<number>();
        const array: number[] = [];
        let n = 0;
        for (const { push, shift } of steps) {
          for (let count = 0; count < push; count++) {
            fifo.push(n);
            array.push(n++);
          }
          const served = Array.from({ length: shift }, () => fifo.shift());
          const expected = Array.from({ length: shift }, () => array.shift());
          expect([served, fifo.length, fifo.first]).toEqual([expected, array.length, array[0]]);
        }
      }),
      { numRuns: 20 },
    );
  });
});
