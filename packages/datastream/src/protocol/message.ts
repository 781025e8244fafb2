import { type Entity, type Flag, isEntity, isFlag, isJson, type Json, type Kind } from "./entity.ts";

/** One message of the service, validated as far as the store needs it; the engine judges the rest. */
export type StreamMessage =
  | { readonly type: "flags"; readonly flags: readonly Flag[]; readonly unusable: number; readonly page: SnapshotPage }
  | { readonly type: "flag"; readonly flag: Flag; readonly streamId: string | undefined }
  | {
      readonly type: "flag-deleted";
      readonly key?: string | undefined;
      readonly id?: string | undefined;
      readonly streamId: string | undefined;
    }
  | { readonly type: "flags-doubted" }
  | { readonly type: "entity"; readonly kind: Kind; readonly entity: Entity; readonly streamId: string | undefined }
  | {
      readonly type: "partial";
      readonly kind: Kind;
      readonly id: string;
      readonly change: Json;
      readonly streamId: string | undefined;
    }
  | {
      readonly type: "deleted";
      readonly kind: Kind;
      readonly id: string;
      /** What the message says of its keys. */
      readonly last: Json;
      readonly streamId: string | undefined;
    }
  | { readonly type: "error"; readonly about: string; readonly keys: Json | undefined; readonly text: string }
  | { readonly type: "reload" }
  | { readonly type: "ignored"; readonly why: string };

/** Where a message stands in a snapshot; one that was not asked for in pages is first and last. */
export interface SnapshotPage {
  /** Not every service numbers its pages. */
  readonly first: boolean | undefined;
  readonly last: boolean;
}

const WHOLE: SnapshotPage = { first: true, last: true };

/** Reads one frame. What is not understood is `ignored` with the reason; nothing is thrown. */
export function parseMessage(text: string): StreamMessage {
  let envelope: unknown;
  try {
    envelope = JSON.parse(text);
  } catch {
    return ignored("not JSON");
  }
  if (!isJson(envelope)) return ignored("not an object");
  if (envelope.message_type === "error") return readError(envelope);
  if (envelope.message_type === "reload") return { type: "reload" };
  switch (envelope.entity_type) {
    case "rulesengine.Flags":
      return readFlags(envelope);
    case "rulesengine.Flag":
      return readFlag(envelope);
    case "rulesengine.Company":
      return readEntity("company", envelope);
    case "rulesengine.User":
      return readEntity("user", envelope);
    default:
      return ignored("unknown entity_type");
  }
}

function readFlags({ data: given, message_type, pagination }: Json): StreamMessage {
  // As Go writes an empty list that was never made.
  const data = given === null ? [] : given;
  if (message_type !== "full" || !Array.isArray(data)) return ignored("not a snapshot of flags");
  const flags = data.filter(isFlag);
  const page = isJson(pagination) ? readPage(pagination) : WHOLE;
  return { type: "flags", flags, unusable: data.length - flags.length, page };
}

function readPage({ page, has_more }: Json): SnapshotPage {
  return { first: typeof page === "number" ? page <= 1 : undefined, last: has_more !== true };
}

function readFlag({ data, message_type, entity_id, stream_id }: Json): StreamMessage {
  const streamId = textOf(stream_id);
  if (message_type === "full" && isFlag(data)) return { type: "flag", flag: data, streamId };
  if (message_type === "delete") {
    const { key, id } = isJson(data) ? data : {};
    return { type: "flag-deleted", key: textOf(key), id: textOf(id) ?? textOf(entity_id), streamId };
  }
  // A flag in parts is not in the protocol: whatever it says, what is held is no longer the truth.
  return message_type === "partial" || message_type === "full"
    ? { type: "flags-doubted" }
    : ignored("unknown message_type");
}

function readEntity(kind: Kind, { data, message_type, entity_id, stream_id }: Json): StreamMessage {
  const streamId = textOf(stream_id);
  const id = textOf(entity_id);
  if (message_type === "full") {
    return isEntity(data) ? { type: "entity", kind, entity: data, streamId } : ignored(`a ${kind} without id`);
  }
  if (message_type === "partial") {
    if (id === undefined || !isJson(data)) return ignored("a partial without entity_id or data");
    return { type: "partial", kind, id, change: data, streamId };
  }
  if (message_type !== "delete") return ignored("unknown message_type");
  const last = isJson(data) ? data : {};
  const deleted = id ?? textOf(last.id);
  return deleted === undefined
    ? ignored("a delete without id")
    : { type: "deleted", kind, id: deleted, last, streamId };
}

function readError({ data, entity_type }: Json): StreamMessage {
  const { error, keys, entity_type: inner } = isJson(data) ? data : {};
  const about = textOf(inner) ?? textOf(entity_type) ?? "";
  return { type: "error", about, keys: isJson(keys) ? keys : undefined, text: textOf(error) ?? "" };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function ignored(why: string): StreamMessage {
  return { type: "ignored", why };
}
