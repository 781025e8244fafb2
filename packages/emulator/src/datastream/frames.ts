/** What a datastream client asks for. */
export interface ClientRequest {
  readonly action: "start" | "stop";
  readonly entityType: string;
  readonly keys: Readonly<Record<string, string>> | undefined;
  readonly pageSize: number | undefined;
  readonly replayFrom: string | undefined;
}

/** One message to a client. */
export interface ServerFrame {
  readonly data: unknown;
  readonly entity_type: string;
  readonly message_type: "full" | "partial" | "delete" | "error" | "reload";
  readonly entity_id?: string;
  readonly stream_id?: string;
  readonly pagination?: { readonly has_more: boolean; readonly page: number; readonly total: number };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function textMap(value: unknown): Record<string, string> | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** Reads a client's frame; `undefined` for one that is no request. An absent or empty action means start. */
export function readRequest(text: string): ClientRequest | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  const data = isObject(frame) ? frame.data : undefined;
  if (!isObject(data) || typeof data.entity_type !== "string") return undefined;
  const pageSize = data.page_size;
  return {
    action: data.action === "stop" ? "stop" : "start",
    entityType: data.entity_type,
    keys: textMap(data.keys),
    pageSize: Number.isInteger(pageSize) && Number(pageSize) > 0 ? Number(pageSize) : undefined,
    replayFrom: typeof data.replay_from === "string" ? data.replay_from : undefined,
  };
}

/** The frame that says that keys name nothing. */
export function errorFrame(error: string, request: ClientRequest): ServerFrame {
  return {
    data: { error, keys: request.keys ?? {}, entity_type: request.entityType },
    entity_type: request.entityType,
    message_type: "error",
  };
}

/** All flags in one frame, or in pages of the size that a client asked for: others take each page for all there is. */
export function flagFrames(flags: readonly object[], pageSize: number | undefined): ServerFrame[] {
  const size = pageSize ?? Math.max(flags.length, 1);
  const pages = Math.max(Math.ceil(flags.length / size), 1);
  return Array.from({ length: pages }, (_none, index) => ({
    data: flags.slice(index * size, (index + 1) * size),
    entity_type: "rulesengine.Flags",
    message_type: "full",
    ...(pageSize !== undefined && {
      pagination: { has_more: index + 1 < pages, page: index + 1, total: flags.length },
    }),
  }));
}
