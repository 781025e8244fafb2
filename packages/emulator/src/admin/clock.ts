import type { Clock } from "../clock.ts";
import { badRequest } from "../http/http-error.ts";
import type { AdminRoutes } from "./router.ts";

/** The clock in the spelling of the wire. */
export function clockView(clock: Clock): { now: string; frozen: boolean } {
  return { now: clock.iso(), frozen: clock.frozen };
}

function orBadRequest(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof RangeError) throw badRequest(error.message);
    throw error;
  }
}

/** Reading and moving the clock. */
export function clockRoutes(clock: Clock): AdminRoutes {
  return {
    "GET /clock": () => clockView(clock),
    "PUT /clock": ({ body }) => {
      if (body.frozen !== undefined && typeof body.frozen !== "boolean")
        throw badRequest("frozen must be true or false");
      if (body.now !== undefined) orBadRequest(() => clock.set(String(body.now)));
      if (body.frozen === true) clock.freeze();
      if (body.frozen === false) clock.resume();
      return clockView(clock);
    },
    "POST /clock/advance": ({ body }) => {
      if (typeof body.ms !== "number") throw badRequest("ms must be a number of milliseconds");
      const { ms } = body;
      orBadRequest(() => clock.advance(ms));
      return clockView(clock);
    },
    "POST /clock/reset": () => {
      clock.reset();
      return clockView(clock);
    },
  };
}
