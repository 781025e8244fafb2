/** Names this package to the service; a test holds it to package.json. */
export const VERSION = "1.0.0";

/** What the upgrade carries: the caller's headers beneath the SDK's own. */
export function handshakeHeaders(settings: {
  readonly apiKey: string | undefined;
  readonly environmentId: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}): Record<string, string> {
  const own = {
    "X-Schematic-Api-Key": settings.apiKey ?? "",
    "X-Schematic-Client": "@schematic/datastream",
    "X-Schematic-Client-Version": VERSION,
    "X-Schematic-Datastream-Mode": "datastream",
    ...(settings.environmentId !== undefined && { "X-Schematic-Environment-Id": settings.environmentId }),
  };
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const others = Object.entries(settings.headers).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(others), ...own };
}
