import { ConfigError } from "@schematic/api/core";

/** Names this package to the service; a test holds it to package.json. */
export const VERSION = "1.0.0";

/** What the upgrade says of its sender. */
export interface Sender {
  readonly apiKey: string | undefined;
  readonly environmentId: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>> | undefined;
}

/** What the upgrade carries: the caller's headers beneath the SDK's own. Throws `ConfigError` for what HTTP does not allow. */
export function handshakeHeaders({ apiKey = "", environmentId, headers = {} }: Sender): Record<string, string> {
  const own = {
    "X-Schematic-Api-Key": apiKey,
    "X-Schematic-Client": "@schematic/datastream",
    "X-Schematic-Client-Version": VERSION,
    "X-Schematic-Datastream-Mode": "datastream",
    "X-Schematic-Environment-Id": environmentId,
  };
  if (typeof headers !== "object") throw new ConfigError("headers must be an object");
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const others = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()));
  const given = [...others, ...Object.entries(own)].filter((header) => header[1] !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, checked(name, value)]));
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
