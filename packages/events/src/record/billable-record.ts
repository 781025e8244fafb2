import type { IdentifyEvent, IdentifyOptions, TrackEvent, TrackOptions } from "@schematic/api/core";
import { optionalKeys, optionalName, optionalTraits, requiredKeys } from "./checks.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import type { BillableRecord, RecordContext } from "./record-context.ts";
import { recordText } from "./record-text.ts";
import { Refusal } from "./refusal.ts";
import { timing } from "./timing.ts";

const OPTIONS: readonly (keyof TrackOptions)[] = ["idempotencyKey", "sentAt", "trustedClientClock", "backfill"];

/** The options, and those that a page of the product's documentation puts into the event: ignoring them would bill history as usage. */
function allOptions(event: object, options: TrackOptions | null | undefined): TrackOptions {
  let found = options ?? {};
  for (const name of OPTIONS) {
    if (!(name in event) || (found[name] ?? undefined) !== undefined) continue;
    found = { ...found, [name]: Reflect.get(event, name) };
  }
  return found;
}

function checkedQuantity(quantity: number | null | undefined, isSecret: boolean): number | undefined {
  if (quantity === undefined || quantity === null) return undefined;
  if (!Number.isSafeInteger(quantity) || quantity === 0)
    throw new Refusal("quantity must be a whole number other than 0");
  if (quantity < 0 && !isSecret) throw new Refusal("a negative quantity needs a secret API key");
  return quantity;
}

function checkObject(value: unknown): void {
  if (typeof value !== "object" || value === null) throw new Refusal("an event must be an object");
}

/** Makes the record of a tracked event. Throws `Refusal`, and whatever the event's own getters and `toJSON` throw. */
export function trackRecord(
  event: TrackEvent,
  options: TrackOptions | undefined,
  context: RecordContext,
): BillableRecord {
  checkObject(event);
  if (typeof event.event !== "string" || event.event.trim() === "")
    throw new Refusal("event must be a name that is not empty");
  const all = allOptions(event, options);
  const key = idempotencyKey(all.idempotencyKey);
  const body = {
    event: event.event,
    company: optionalKeys("company", event.company),
    user: optionalKeys("user", event.user),
    traits: optionalTraits(event.traits),
    quantity: checkedQuantity(event.quantity, context.isSecret),
  };
  const { sent_at, trusted_client_clock, backfill } = timing(all, context);
  return {
    idempotencyKey: key,
    text: recordText({ type: "track", idempotency_key: key, body, sent_at, trusted_client_clock, backfill }),
  };
}

/** Makes the record of an identified user. Throws as `trackRecord`. */
export function identifyRecord(
  event: IdentifyEvent,
  options: IdentifyOptions | undefined,
  context: RecordContext,
): BillableRecord {
  checkObject(event);
  const key = idempotencyKey(allOptions(event, options).idempotencyKey);
  const { company } = event;
  const body = {
    ...identified("", event),
    company: company === undefined || company === null ? undefined : identified("company.", company),
  };
  return {
    idempotencyKey: key,
    text: recordText({ type: "identify", idempotency_key: key, body, sent_at: context.sentAt() }),
  };
}

function identified(path: string, entity: NonNullable<IdentifyEvent["company"]>): object {
  checkObject(entity);
  const { keys, name, traits } = entity;
  return { keys: requiredKeys(`${path}keys`, keys), name: optionalName(name), traits: optionalTraits(traits) };
}
