export type { Cache, MaybePromise, SetOptions } from "./cache.ts";
