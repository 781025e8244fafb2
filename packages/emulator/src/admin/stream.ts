import type { ServerResponse } from "node:http";
import type { Feed, FeedEntry } from "../feed.ts";
import { type HttpRequest, header } from "../http/message.ts";

/** Often enough that no proxy or browser takes the line for dead. */
const commentMs = 15_000;
/** Bytes that may wait for a reader that does not read; beyond that it has to come again. */
const maxBacklogBytes = 4 * 1024 * 1024;

function text(entry: FeedEntry): string {
  return `id: ${entry.seq}\nevent: ${entry.type}\ndata: ${JSON.stringify(entry)}\n\n`;
}

/** Sends the live feed as server-sent events until the reader leaves. */
export function streamFeed(feed: Feed, request: HttpRequest, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": the emulator's live feed\n\n");
  const since = header(request.headers, "last-event-id") ?? request.params.get("since");
  if (since !== undefined && since !== null)
    for (const entry of feed.since(Number(since) || 0)) response.write(text(entry));
  const stop = feed.subscribe((entry) => {
    response.write(text(entry));
    if (response.writableLength > maxBacklogBytes) response.destroy();
  });
  const comment = setInterval(() => response.write(": still here\n\n"), commentMs).unref();
  response.on("close", () => {
    clearInterval(comment);
    stop();
  });
}
