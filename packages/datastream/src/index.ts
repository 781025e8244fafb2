export type { WebSocketClass, WebSocketInit, WebSocketLike } from "./connection/web-socket.ts";
export { datastream } from "./datastream.ts";
export type { DatastreamOptions, ReplicatorOptions } from "./options.ts";
export type { CacheSlots } from "./shared/slots.ts";
