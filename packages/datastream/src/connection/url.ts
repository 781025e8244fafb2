import { ConfigError } from "@schematic/api/core";

const DEFAULT_BASE_URL = "https://api.schematichq.com";
/** The service answers REST on `api.<domain>` and the stream on `datastream.<domain>`. */
const STREAM_LABEL = "datastream";
const STREAM_PATH = "/datastream";

/**
 * The address of the stream that belongs to an API address: `https://api.schematichq.com` gives
 * `wss://datastream.schematichq.com/datastream`. A `ws:` or `wss:` address is taken as it is; blank counts as unset.
 * Throws a `ConfigError` for anything else.
 */
export function streamUrl(baseUrl: string | undefined): string {
  const text = baseUrl?.trim() || DEFAULT_BASE_URL;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.hash) throw new ConfigError("baseUrl must have no fragment");
  if (url?.protocol === "ws:" || url?.protocol === "wss:") return text;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new ConfigError("baseUrl must begin with https://, http://, wss:// or ws://");
  }
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.hostname = streamHost(url.hostname);
  url.pathname = STREAM_PATH;
  return url.href;
}

function streamHost(host: string): string {
  const [first, ...rest] = host.split(".");
  return first === "api" && rest.length > 0 ? [STREAM_LABEL, ...rest].join(".") : host;
}
