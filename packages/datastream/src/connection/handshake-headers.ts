import { ConfigError } from "@schematic/api/core";
import { USER_AGENT } from "../version.ts";

/** What the upgrade says of its sender. */
export interface Sender {
  readonly apiKey: string | undefined;
  readonly environmentId: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>> | undefined;
}

/** What the upgrade carries: the caller's headers beneath the SDK's own. Throws `ConfigError` for what HTTP does not allow. */
export function handshakeHeaders({ apiKey = "", environmentId, headers = {} }: Sender): Record<string, string> {
  if (typeof headers !== "object") throw new ConfigError("headers must be an object");
  const slash = USER_AGENT.lastIndexOf("/");
  const own = {
    "X-Schematic-Api-Key": apiKey,
    "X-Schematic-Client": USER_AGENT.slice(0, slash),
    "X-Schematic-Client-Version": USER_AGENT.slice(slash + 1),
    "X-Schematic-Datastream-Mode": "datastream",
    ...(environmentId !== undefined && { "X-Schematic-Environment-Id": environmentId }),
  };
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const others = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !names.has(name.toLowerCase()),
  );
  return Object.fromEntries([...others, ...Object.entries(own)].map(([name, value]) => [name, checked(name, value)]));
}

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Checked at once, or every attempt to connect would fail. The value may be a secret, so it is not shown. */
function checked(name: string, value: unknown): string {
  if (!NAME.test(name)) throw new ConfigError("headers has a name that HTTP does not allow");
  if (typeof value !== "string" || !VALUE.test(value))
    throw new ConfigError(`${name} has a value that HTTP does not allow`);
  return value;
}
