import type { ApiKeyRow } from "./rows.ts";
import type { State } from "./state.ts";

/** Makes an API key known, or changes the one with that secret. */
export function putApiKey(
  state: State,
  input: Pick<ApiKeyRow, "name" | "secret" | "kind"> & Partial<ApiKeyRow>,
): ApiKeyRow {
  const known = state.apiKeysBySecret.get(input.secret)[0];
  return state.store.put("api_keys", {
    description: null,
    readonly: false,
    rate_limit_percent: null,
    last_used_at: null,
    company_id: null,
    expires_at: null,
    ...(known ?? state.fresh("api")),
    ...input,
  });
}
