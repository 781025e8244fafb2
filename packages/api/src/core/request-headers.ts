import { ConfigError } from "./config-error.ts";
import { cleanString } from "./options.ts";
import type { TransportOptions, TransportRequest } from "./transport.ts";
import { USER_AGENT } from "./version.ts";

type HeaderRecord = Readonly<Record<string, string>>;

/** The headers of one request. */
export type HeaderSource = (request: TransportRequest) => HeaderRecord;

// What HTTP allows. Checked here because the platform's own complaint quotes the value, and that may be a secret.
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

function checked(name: string, value: unknown): string {
  if (!NAME.test(name)) throw new ConfigError("headers has a name that HTTP does not allow");
  if (typeof value !== "string" || !VALUE.test(value)) throw new ConfigError(`headers has no usable value for ${name}`);
  return value;
}

function lowerCased(headers: HeaderRecord | undefined): Record<string, string> {
  const result: Record<string, string> = {};
  // Not what the types ask for, but without them easily given: it has no members of its own, so that none would be sent.
  for (const [name, value] of headers instanceof Headers ? headers : Object.entries(headers ?? {})) {
    if (value !== undefined) result[name.toLowerCase()] = checked(name, value);
  }
  return result;
}

function ownHeaders({ apiKey, environmentId }: TransportOptions): HeaderRecord {
  const key = cleanString("apiKey", apiKey);
  if (key === undefined) throw new ConfigError("apiKey is missing");
  if (!/^[\x21-\x7e]+$/.test(key)) throw new ConfigError("apiKey has characters that no key has");
  const environment = cleanString("environmentId", environmentId);
  return {
    "x-schematic-api-key": key,
    ...(environment && { "x-schematic-environment-id": checked("environmentId", environment) }),
  };
}

/**
 * Prepares the headers of every request: the caller's, beneath the SDK's own. Names are compared without case, so
 * that a caller's `user-agent` replaces ours. Throws `ConfigError` for a missing key and for what HTTP cannot carry.
 */
export function createHeaders(options: TransportOptions): HeaderSource {
  const agent = cleanString("userAgent", options.userAgent) ?? USER_AGENT;
  const own = {
    ...ownHeaders(options),
    "x-schematic-client-version": checked("userAgent", agent).replace(/\/(?!.*\/)/, "@"),
  };
  const base = { "user-agent": agent, ...lowerCased(options.headers) };
  return ({ headers, body }) => ({
    ...base,
    ...lowerCased(headers),
    ...own,
    ...(body !== undefined && { "content-type": "application/json" }),
  });
}
