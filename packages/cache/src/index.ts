export type { Cache, MaybePromise, SetOptions } from "./cache.ts";
export { type LayeredCache, type LayeredCacheOptions, layeredCache } from "./layered-cache.ts";
export { type LocalCache, type LocalCacheOptions, localCache } from "./local-cache.ts";
