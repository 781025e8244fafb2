import { HttpError } from "../http/http-error.ts";
import { type HttpRequest, header } from "../http/message.ts";
import type { ApiKeyRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

/** Operations open to publishable keys, and so to pages of any origin. */
export const publicOperations: ReadonlySet<string> = new Set([
  ...["checkFlag", "checkFlags", "checkFlagsBulk"],
  ...["createEvent", "createEventBatch"],
]);

/** What a read-only key may ask for although it is no GET. Events of such a key are accepted and end in the state `failed`. */
const openToReaders: ReadonlySet<string> = new Set([...publicOperations, "previewManagePlan", "getCheckoutData"]);

/** The key that a text is the secret of, if it is still valid. */
function findKey(state: State, secret: string | undefined): ApiKeyRow | undefined {
  const key = secret === undefined ? undefined : state.apiKeysBySecret.get(secret)[0];
  if (!key || (key.expires_at !== null && Date.parse(key.expires_at) <= state.clock.now())) return undefined;
  return key;
}

/** The key that a text is the secret of. Throws 401 without a valid one and 403 for a secret one in a page from elsewhere. */
export function demandKey(state: State, secret: string | undefined, foreign: boolean): ApiKeyRow {
  if (!secret) throw new HttpError(401, "missing API key");
  const key = findKey(state, secret);
  if (!key) throw new HttpError(401, "invalid API key");
  if (foreign && key.kind !== "publishable")
    throw new HttpError(403, "pages of other origins may only use a publishable key");
  return key;
}

/** The key of a request. Throws 401 without a valid one and 403 for another environment's. */
export function authenticate(state: State, request: Pick<HttpRequest, "headers" | "foreign">): ApiKeyRow {
  const key = demandKey(state, header(request.headers, "x-schematic-api-key"), request.foreign);
  const environment = header(request.headers, "x-schematic-environment-id");
  if (environment && environment !== state.environmentId)
    throw new HttpError(403, `the API key does not belong to environment ${environment}`);
  return key;
}

/** May the key do this? Throws 403 if not. */
export function authorize(key: ApiKeyRow, operation: { readonly id: string; readonly method: string }): void {
  if (key.kind === "publishable" && !publicOperations.has(operation.id))
    throw new HttpError(403, "a publishable key may only check flags and send events");
  if (key.kind === "temporary" && operation.method !== "GET")
    throw new HttpError(403, "a temporary access token may only read");
  if (key.readonly && operation.method !== "GET" && !openToReaders.has(operation.id))
    throw new HttpError(403, "the API key is read-only");
}
