import { isWebhookBody, toBytes, type WebhookBody } from "./bytes.ts";
import { WebhookSignatureError } from "./error.ts";
import type { WebhookHeaders } from "./headers.ts";

/** A request as a framework hands it over: `rawBody`, or else `body`, must be the exact bytes. */
export interface WebhookParts {
  readonly headers: WebhookHeaders;
  readonly body?: unknown;
  readonly rawBody?: WebhookBody | undefined;
}

/** A Web `Request` whose body nobody has read, or headers and body apart. */
export type WebhookInput = Request | WebhookParts;

const PARSED_BODY =
  "The bytes that were signed are not there: the body was parsed or read before, or is a stream. " +
  'Express: register this route before express.json(), or give it express.raw({ type: "*/*" }). ' +
  "Node's own server: toNodeHandler of @schematic/webhooks/node. " +
  "Nest: app.use(path, toNodeHandler(handler)) before app.listen(), or NestFactory.create(AppModule, { rawBody: true }). " +
  "Next, pages router: export const config = { api: { bodyParser: false } }. " +
  "Fastify: use the plugin of @schematic/webhooks/fastify. " +
  "Hono, Next's app router and others with a Request: verify before json() or text(), or keep a clone().";

/** The error for a body that somebody parsed or read before us: it says what to change. */
export const parsedBody = (): WebhookSignatureError => new WebhookSignatureError("body-unavailable", PARSED_BODY);

/** The exact bytes of the body. Throws `body-unavailable` when they are gone (500) or are more than `maxBytes` (413). */
export async function readBody(input: WebhookInput, maxBytes: number): Promise<Uint8Array> {
  const body = isRequest(input) ? await readRequest(input, maxBytes) : partsBody(input);
  if (body.length > maxBytes) throw tooLarge(maxBytes);
  return body;
}

const isRequest = (input: WebhookInput): input is Request =>
  "arrayBuffer" in input && typeof input.arrayBuffer === "function";

function partsBody({ rawBody, body }: WebhookParts): Uint8Array {
  const bytes = rawBody ?? body;
  if (isWebhookBody(bytes)) return toBytes(bytes);
  throw parsedBody();
}

async function readRequest(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.bodyUsed || request.body?.locked) throw parsedBody();
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge(maxBytes);
  try {
    return request.body === null ? new Uint8Array() : await readStream(request.body, maxBytes);
  } catch (cause) {
    if (WebhookSignatureError.is(cause)) throw cause;
    throw new WebhookSignatureError("body-unavailable", "the body broke off", { cause, status: 400 });
  }
}

/**
 * Stops at the first byte too many: the declared length may be absent or wrong. The rest is let go, not cancelled: servers
 * take that for the wish to cut the connection, and the answer would go with it.
 */
async function readStream(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const chunk = toBytes(read.value);
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) {
      reader.releaseLock();
      throw tooLarge(maxBytes);
    }
  }
  return join(chunks, length);
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

const tooLarge = (maxBytes: number): WebhookSignatureError =>
  new WebhookSignatureError("body-unavailable", `the body is larger than ${maxBytes} bytes`, { status: 413 });
