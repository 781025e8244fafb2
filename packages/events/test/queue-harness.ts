import { readdirSync } from "node:fs";
import type { DeliveryReport, Logger } from "@schematic/api/core";
import { EventQueue, type EventQueueOptions } from "@schematic/events";
import { type CaptureServer, type Exchange, startCapture, type Treatment } from "./capture-server.ts";

/** A queue at work against a capture server, with everything it says. */
export interface Harness {
  readonly capture: CaptureServer;
  readonly queue: EventQueue;
  readonly lines: string[];
  readonly reports: DeliveryReport[];
  readonly errors: Error[];
  track(count: number, from?: number): string[];
  /** The `n` trait of the events that were taken in. */
  arrived(): unknown[];
}

const open: { capture: CaptureServer; queue: EventQueue }[] = [];

export const API_KEY = "sch_dev_secret";

export async function startHarness(
  options: Partial<EventQueueOptions> = {},
  treat?: (exchange: Exchange) => Treatment,
): Promise<Harness> {
  const capture = await startCapture(treat);
  const lines: string[] = [];
  const reports: DeliveryReport[] = [];
  const errors: Error[] = [];
  const write = (line: string) => lines.push(line);
  const logger: Logger = { error: write, warn: write, info: write, debug: write };
  const queue = new EventQueue({
    ...{ apiKey: API_KEY, eventCaptureUrl: capture.url, logger, flushIntervalMs: 20, random: () => 0.01 },
    hooks: { onEvent: (report) => reports.push(report), onError: (error) => errors.push(error) },
    ...options,
  });
  open.push({ capture, queue });
  return {
    ...{ capture, queue, lines, reports, errors },
    track: (count, from = 0) =>
      Array.from({ length: count }, (_, index) => {
        const receipt = queue.track({ event: "query", company: { id: "acme" }, traits: { n: from + index } });
        return receipt.accepted ? receipt.idempotencyKey : receipt.reason;
      }),
    arrived: () => capture.taken.map(({ body }) => (body.traits as { n?: unknown } | undefined)?.n),
  };
}

/** Ends everything that a test started; for `afterEach`. */
export async function stopHarnesses(): Promise<void> {
  for (const { capture, queue } of open.splice(0)) {
    await queue.close({ timeoutMs: 0 });
    await capture.close();
  }
}

/** Resolves once no queue holds a spool in that folder: each holds its own until its last request has ended. */
export async function released(directory: string): Promise<void> {
  while (readdirSync(directory).some((name) => name.endsWith(".lock")))
    await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The numbers from 0 up to `count`. */
export const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
