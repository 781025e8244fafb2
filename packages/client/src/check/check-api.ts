import { type CheckContext, DecodeError, decodeJson, type Transport } from "@schematic/api/core";
import { type Answer, decodeCheck, decodeChecks } from "./decode-check.ts";
import { wirePreflight } from "./preflight.ts";
import type { Question } from "./question.ts";

/** What bounds a request: its own time, and the signal of those who wait for it. */
export interface Bounds {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** No encoding keeps these from being resolved away in a path, so such flags are picked out of all flags instead. */
const fitsInPath = (flag: string) => flag !== "" && flag !== "." && flag !== "..";

/** What was read from an answer. Throws where nothing could be. */
function understood<T>(answer: T | undefined): T {
  if (answer === undefined) throw new DecodeError("The service answered a check with something else");
  return answer;
}

/** The API's checks. They reject with an `ApiError`. */
export interface CheckApi {
  /** `undefined`: the service does not know the flag. */
  one(question: Pick<Question, "flag" | "context" | "preflight">, bounds: Bounds): Promise<Answer | undefined>;
  /** Every flag of the environment. */
  all(context: CheckContext, bounds: Bounds): Promise<readonly Answer[]>;
}

/** Makes the checks over a transport. */
export function createCheckApi(transport: Transport): CheckApi {
  async function post(path: string, body: object, { deadlineMs, signal }: Bounds): Promise<unknown> {
    const request = { method: "POST", path, body: JSON.stringify(body), deadlineMs, signal };
    return Object(decodeJson(await transport.request(request))).data;
  }

  async function all(context: CheckContext, bounds: Bounds): Promise<readonly Answer[]> {
    return understood(decodeChecks(await post("/flags/check", context, bounds)));
  }

  return {
    all,
    async one({ flag, context, preflight }, bounds) {
      if (!fitsInPath(flag)) return (await all(context, bounds)).find((answer) => answer.flag === flag);
      const body = { ...context, preflight: preflight && wirePreflight(preflight) };
      return understood(decodeCheck(await post(`/flags/${encodeURIComponent(flag)}/check`, body, bounds), flag));
    },
  };
}
