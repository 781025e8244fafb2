import { ConfigError, isBodiless, type Transport } from "@schematic/api/core";

function pathOf(input: string | URL, baseUrl: string): string {
  const text = String(input);
  if (text.startsWith("/") && !text.startsWith("//")) return text;
  if (text.startsWith(`${baseUrl}/`)) return text.slice(baseUrl.length);
  throw new ConfigError(`fetch takes a path such as /companies, or a URL beneath ${baseUrl}`);
}

/** A request of the caller's own with the client's key, timeouts and retries. Rejects with an `ApiError` where the answer is no success. */
export async function passThrough(
  transport: Transport,
  input: string | URL,
  { baseUrl, init }: { baseUrl: string; init?: RequestInit | undefined },
): Promise<Response> {
  const path = pathOf(input, baseUrl);
  const request = new Request(`${baseUrl}${path}`, init);
  const { method, headers, signal } = request;
  const isRead = method === "GET" || method === "HEAD";
  const answer = await transport.request({
    ...{ method, path, signal },
    headers: Object.fromEntries(headers),
    body: isRead ? undefined : await request.text(),
    // What an unknown operation does a second time is unknown too.
    repeat: isRead ? "repeat" : "adds",
    read: "bytes",
  });
  return new Response(isBodiless(answer.status) ? null : answer.body, {
    status: answer.status,
    headers: answer.headers,
  });
}
