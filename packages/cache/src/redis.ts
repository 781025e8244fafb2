export type { IoRedisClient, IoRedisCluster } from "./redis/ioredis.ts";
export type { NodeRedisClient, NodeRedisCluster } from "./redis/node-redis.ts";
export {
  type RedisCache,
  type RedisCacheOptions,
  type RedisClient,
  redisCache,
} from "./redis/redis-cache.ts";
