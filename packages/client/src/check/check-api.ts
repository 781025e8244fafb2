import { type CheckContext, DecodeError, decodeJson, type Preflight, type Transport } from "@schematic/api/core";
import { type Answer, decodeCheck, decodeChecks } from "./decode-check.ts";
import { wirePreflight } from "./preflight.ts";

/** What bounds a request: its own time, and the signal of those who wait for it. */
export interface Bounds {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** No encoding keeps these from being resolved away in a path, so such flags are picked out of all flags instead. */
const fitsInPath = (flag: string) => flag !== "" && flag !== "." && flag !== "..";

function dataOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "data" in value ? value.data : undefined;
}

const notAnAnswer = () => new DecodeError("The service answered a check with something else");

/** The API's checks. Rejects with an `ApiError`. */
export class CheckApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** `undefined`: the service does not know the flag. */
  async one(
    flag: string,
    { context, preflight }: { context: CheckContext; preflight?: Preflight | undefined },
    bounds: Bounds,
  ) {
    if (!fitsInPath(flag)) return (await this.all(context, bounds)).find((answer) => answer.flag === flag);
    const body = { ...context, ...(preflight && { preflight: wirePreflight(preflight) }) };
    const answer = decodeCheck(await this.#post(`/flags/${encodeURIComponent(flag)}/check`, body, bounds), flag);
    if (answer === undefined) throw notAnAnswer();
    return answer;
  }

  /** Every flag of the environment. */
  async all(context: CheckContext, bounds: Bounds): Promise<Answer[]> {
    const answers = decodeChecks(await this.#post("/flags/check", context, bounds));
    if (answers === undefined) throw notAnAnswer();
    return answers;
  }

  async #post(path: string, body: object, { deadlineMs, signal }: Bounds): Promise<unknown> {
    const request = { method: "POST", path, body: JSON.stringify(body), deadlineMs, signal };
    return dataOf(decodeJson(await this.#transport.request(request)));
  }
}
