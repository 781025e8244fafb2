import { expect, it } from "@jest/globals";
import { ConfigError } from "@schematic/api/core";
import { localCache } from "@schematic/cache";
import { datastream } from "../src/index.ts";

const caches = localCache();

it.each([
  ["apiKey", { apiKey: 5 }],
  ["X-Schematic-Api-Key", { apiKey: "a\nb" }],
  ["X-Schematic-Environment-Id", { environmentId: "a\0" }],
  ["baseUrl", { baseUrl: "ftp://x" }],
  ["baseUrl", { baseUrl: "wss://x/datastream#part" }],
  ["headers", { headers: "x" }],
  ["headers", { headers: { "a b": "c" } }],
  ["X-Proxy", { headers: { "X-Proxy": "a\r\nb" } }],
  ["X-Proxy", { headers: { "X-Proxy": 5 } }],
  ["caches", { caches: null }],
  ["caches", { caches: "redis" }],
  ["caches.flags", { caches: { flags: "redis" } }],
  ["no slot of the name flag", { caches: { flag: caches } }],
  ["cacheTtlMs", { cacheTtlMs: 0 }],
  ["cacheTtlMs", { cacheTtlMs: "1000" }],
  ["maxStaleMs", { maxStaleMs: -1 }],
  ["maxStaleMs", { maxStaleMs: "1000" }],
  ["pingIntervalMs", { pingIntervalMs: 0 }],
  ["requestTimeoutMs", { requestTimeoutMs: "1000" }],
  ["maxCompanies", { maxCompanies: 1.5 }],
  ["maxUsers", { maxUsers: -1 }],
  ["engine", { engine: Promise.resolve() }],
  ["webSocket", { webSocket: "ws" }],
  ["now", { now: 5 }],
  ["replicator", { replicator: "yes" }],
  [
    "replicator needs caches for users, userLookups",
    { caches: { flags: caches, companies: caches, companyLookups: caches }, replicator: true },
  ],
  ["replicator.healthUrl", { caches, replicator: { healthUrl: "ftp://localhost/ready" } }],
  ["replicator.healthIntervalMs", { caches, replicator: { healthIntervalMs: 0 } }],
  ["replicator.fetch", { caches, replicator: { fetch: 5 } }],
])("options that cannot be used are refused when the source is made: %s, %j", (named, options) => {
  const make = () => datastream(options as never);
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(named);
});

it("headers that are not set are left out, and a cache without expiry is taken", () => {
  datastream({ headers: { "X-Proxy": undefined as never }, cacheTtlMs: null, caches });
  datastream({ cacheTtlMs: Number.POSITIVE_INFINITY, caches: { flags: caches } });
});
