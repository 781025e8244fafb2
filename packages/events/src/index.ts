export type { DeliveryResult } from "./delivery/watch.ts";
export { EventQueue } from "./event-queue.ts";
export type { EventReceipt, FlushOptions } from "./flush-options.ts";
export { DEFAULT_CAPTURE_URL, type EventQueueOptions } from "./options.ts";
export type { QueueSpool, Spool, SpooledEvents, SpoolOpening, SpoolRange } from "./spool.ts";
