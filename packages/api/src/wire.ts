import createClient, { type Client } from "openapi-fetch";
import { ApiError } from "./core/api-error.ts";
import { cleanBaseUrl, DEFAULT_BASE_URL } from "./core/options.ts";
import type { components, paths } from "./generated/paths.ts";
import type { ApiOptions } from "./resources/create-api.ts";
import { createWireFetch, type WireCallOptions } from "./wire-fetch.ts";

/** openapi-fetch over every path of the API: `GET("/companies/{company_id}", { params })` gives `{ data, error, response }`. */
export type WireClient = Client<paths>;

/** Fills a template. No encoding keeps the platform's URL parser from resolving "." and "..", so they are refused. */
function fillPath(template: string, values: Record<string, unknown>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
    if (/^\.{0,2}$/.test(text)) throw new ApiError(`The path parameter ${name} is missing or would reach another path`);
    return encodeURIComponent(text);
  });
}

/**
 * Makes a plain openapi-fetch client with the wire's own names and values, and the SDK's key, timeouts, retries and
 * redirects. Answers of the service come back as openapi-fetch gives them, 4xx and 5xx in `error`; everything else
 * rejects with an `ApiError`. A call may carry `WireCallOptions`. Throws `ConfigError` for options that cannot be used.
 *
 * @example
 * const wire = createWireClient({ apiKey });
 * const { data, error } = await wire.GET("/companies/{company_id}", { params: { path: { company_id: "comp_1" } } });
 */
export function createWireClient(options: ApiOptions): WireClient {
  const baseUrl = cleanBaseUrl("baseUrl", options.baseUrl, DEFAULT_BASE_URL);
  return createClient<paths>({
    baseUrl,
    fetch: createWireFetch({ ...options, baseUrl }),
    pathSerializer: fillPath,
  });
}

export type { ApiOptions, components, paths, WireCallOptions };
