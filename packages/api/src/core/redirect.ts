/** One request of a chain of redirects. */
export interface Hop {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Where an answer points: `undefined` when it is no redirect. A relative address is resolved against `url`. */
export function redirectTarget(url: string, status: number, location: string | null): URL | undefined {
  if (!REDIRECTS.has(status) || location === null) return undefined;
  return URL.canParse(location, url) ? new URL(location, url) : undefined;
}

/** The request that follows a redirect: 307 and 308 repeat method and body, 303 reads, 301 and 302 turn POST into a read. */
export function followingHop({ method, headers, body }: Hop, status: number, target: URL): Hop {
  const reads = (status === 303 && method !== "HEAD") || (status <= 302 && method === "POST");
  if (!reads) return { url: target.href, method, headers, body };
  const { "content-type": _, ...rest } = headers;
  return { url: target.href, method: "GET", headers: rest, body: undefined };
}
