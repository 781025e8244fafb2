import { isCloseCode } from "../datastream/close-code.ts";
import { HttpError } from "../http/http-error.ts";

/** Where a fault strikes. */
export type FaultTarget = "rest" | "capture" | "datastream" | "all";

/**
 * What a fault does. `latency`: answers later. `status`: answers with a status instead. `refuse`: resets the connection before
 * the request is looked at. `drop`: does what was asked, then resets the connection instead of answering; on a datastream,
 * swallows messages. `hang`: never answers; a datastream stays open but dead, pings included.
 */
export type FaultKind = "latency" | "status" | "refuse" | "drop" | "hang";

/** A fault to add. */
export interface FaultInput {
  /** Default `all`. */
  readonly target?: FaultTarget | undefined;
  readonly kind: FaultKind;
  /** How long `latency` waits. Default 1,000. */
  readonly delayMs?: number | undefined;
  /** What `status` answers, 400 to 599. For the datastream alone also a close code: it accepts the client and closes with it. Default 500. */
  readonly status?: number | undefined;
  /** Sent as `Retry-After` with `status`. Default: not sent. */
  readonly retryAfterSeconds?: number | undefined;
  /** Only requests whose path begins so. Default: all. */
  readonly path?: string | undefined;
  /** Share of requests that it strikes, 0 to 1. Default 1. */
  readonly probability?: number | undefined;
  /** How many times it strikes before it goes away. Default: until removed. */
  readonly times?: number | undefined;
}

/** A fault that is in force. */
export interface Fault extends FaultInput {
  readonly id: string;
  readonly target: FaultTarget;
  /** How often it struck. */
  readonly struck: number;
}

/** What is to happen to one request, connection or message. */
export interface FaultEffect {
  readonly delayMs: number;
  readonly action?: Exclude<FaultKind, "latency">;
  readonly status: number;
  readonly retryAfterSeconds?: number | undefined;
}

/** The faults in force. */
export interface FaultSet {
  /** Adds a fault. Throws 400 for one that makes no sense. */
  add(input: FaultInput): Fault;
  remove(id: string): boolean;
  clear(): void;
  list(): readonly Fault[];
  /** The effect on one thing at a target; counts as a strike for each fault that took part. */
  strike(target: Exclude<FaultTarget, "all">, path: string, kinds?: readonly FaultKind[]): FaultEffect;
}

const targets: readonly FaultTarget[] = ["rest", "capture", "datastream", "all"];
const faultKinds: readonly FaultKind[] = ["latency", "status", "refuse", "drop", "hang"];

function inRange(value: number | undefined, low: number, high: number): boolean {
  return value === undefined || (typeof value === "number" && value >= low && value <= high);
}

function isWhole(value: number | undefined, low: number, high: number): boolean {
  return inRange(value, low, high) && (value === undefined || Number.isInteger(value));
}

/** Only the datastream has codes to close with. */
function isStatus({ status, target }: FaultInput): boolean {
  return isWhole(status, 400, 599) || (target === "datastream" && isCloseCode(status));
}

function assertFault(input: FaultInput): void {
  const sound =
    faultKinds.includes(input.kind) &&
    targets.includes(input.target ?? "all") &&
    inRange(input.delayMs, 0, 600_000) &&
    isStatus(input) &&
    ["string", "undefined"].includes(typeof input.path) &&
    isWhole(input.retryAfterSeconds, 0, 86_400) &&
    inRange(input.probability, 0, 1) &&
    isWhole(input.times, 1, Number.MAX_SAFE_INTEGER);
  if (!sound) throw new HttpError(400, `not a fault: ${JSON.stringify(input)}`);
}

/** A fault after one more strike: none when that was its last. */
function counted(fault: Fault): Fault[] {
  const struck = fault.struck + 1;
  return fault.times !== undefined && struck >= fault.times ? [] : [{ ...fault, struck }];
}

function effectOf(hit: readonly Fault[]): FaultEffect {
  const acting = hit.find((fault) => fault.kind !== "latency");
  const delays = hit.filter((fault) => fault.kind === "latency").map((fault) => fault.delayMs ?? 1_000);
  return {
    delayMs: delays.reduce((sum, ms) => sum + ms, 0),
    ...(acting && { action: acting.kind as Exclude<FaultKind, "latency"> }),
    status: acting?.status ?? 500,
    retryAfterSeconds: acting?.retryAfterSeconds,
  };
}

/** An empty set; `onChange` is told of the list after every change. */
export function createFaults(options: {
  random?: () => number;
  onChange: (faults: readonly Fault[]) => void;
}): FaultSet {
  const random = options.random ?? Math.random;
  let faults: Fault[] = [];
  let count = 0;
  const change = (next: Fault[]): void => {
    faults = next;
    options.onChange(faults);
  };
  const strikes = (fault: Fault, target: FaultTarget, path: string): boolean =>
    (fault.target === "all" || fault.target === target) &&
    path.startsWith(fault.path ?? "") &&
    random() < (fault.probability ?? 1);
  return {
    add: (input) => {
      assertFault(input);
      count += 1;
      const fault = { ...input, id: `fault_${count}`, target: input.target ?? "all", struck: 0 };
      change([...faults, fault]);
      return fault;
    },
    remove: (id) => {
      const known = faults.some((fault) => fault.id === id);
      if (known) change(faults.filter((fault) => fault.id !== id));
      return known;
    },
    clear: () => change([]),
    list: () => faults,
    strike: (target, path, kinds = faultKinds) => {
      const hit = faults.filter((fault) => kinds.includes(fault.kind) && strikes(fault, target, path));
      if (hit.length > 0) change(faults.flatMap((fault) => (hit.includes(fault) ? counted(fault) : [fault])));
      return effectOf(hit);
    },
  };
}
