import { afterEach, expect, it, jest } from "@jest/globals";
import { steadyClock } from "../src/steady-clock.ts";

afterEach(() => void jest.restoreAllMocks());

it("goes on where it was when the clock is set back, and ahead with it when that is set ahead", () => {
  let tick = 500;
  jest.spyOn(performance, "now").mockImplementation(() => tick);
  let wall = 1_000_000;
  const now = steadyClock(() => wall);
  expect(now()).toBe(1_000_000);
  wall -= 900_000;
  tick += 70;
  expect(now()).toBe(1_000_070);
  wall += 30;
  tick += 30;
  expect(now()).toBe(1_000_100);
  wall = 2_000_000;
  expect(now()).toBe(2_000_000);
});
