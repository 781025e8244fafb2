import { randomBytes } from "node:crypto";
import { notFound } from "../../http/http-error.ts";
import { findByKeys, type Keys } from "../../operations/entities.ts";
import { putApiKey } from "../../state/api-keys.ts";
import type { ApiKeyRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import type { Handlers } from "../operation.ts";
import { among, page } from "../query.ts";

/** As long as embedded components need one for; the service's own is not documented. */
const temporaryTokenMs = 60 * 60 * 1000;

function environmentView(state: State): Record<string, unknown> {
  const since = "2026-01-01T00:00:00.000Z";
  return {
    id: state.environmentId,
    name: "Emulator",
    environment_type: "development",
    created_at: since,
    updated_at: since,
  };
}

function keyView(state: State, row: ApiKeyRow): Record<string, unknown> {
  const { secret, kind, company_id, expires_at, ...key } = row;
  const scopes = kind === "publishable" ? ["capture"] : row.readonly ? ["read"] : ["read", "write", "capture"];
  return { ...key, environment_id: state.environmentId, environment: environmentView(state), scopes };
}

function apiKey(state: State, id: string | undefined): ApiKeyRow {
  const row = state.store.get("api_keys", id ?? "");
  if (!row || row.kind === "temporary") throw notFound("API key");
  return row;
}

const listedKeys = (state: State): ApiKeyRow[] =>
  state.store.list("api_keys").filter((row) => row.kind !== "temporary");

/** Who is asking, with which key. */
export const accountHandlers: Handlers = {
  getWhoAmI: ({ key }, { state }) => ({
    account_id: state.accountId,
    account_name: "Emulator",
    actor_type: key.kind === "temporary" ? "temporary_access_token" : "api_key",
    api_key_id: key.id,
    environment_id: state.environmentId,
    environments: [environmentView(state)],
    onboarding_complete: true,
  }),
  listEnvironments: ({ query }, { state }) =>
    page(among(query.texts("ids"), state.environmentId) ? [environmentView(state)] : [], query),
  getEnvironment: ({ path }, { state }) => {
    if (path.environment_id !== state.environmentId) throw notFound("environment");
    return environmentView(state);
  },
  createApiKey: ({ body }, { state }) => {
    const secret = `sch_dev_${randomBytes(16).toString("hex")}`;
    const row = putApiKey(state, {
      name: String(body.name),
      description: (body.description as string | null | undefined) ?? null,
      readonly: body.readonly === true,
      rate_limit_percent: (body.rate_limit_percent as number | null | undefined) ?? null,
      secret,
      kind: "secret",
    });
    return { ...keyView(state, row), secret };
  },
  getApiKey: ({ path }, { state }) => keyView(state, apiKey(state, path.api_key_id)),
  updateApiKey: ({ path, body }, { state }) => {
    const row = apiKey(state, path.api_key_id);
    const name = (body.name as string | null | undefined) ?? row.name;
    const description = (body.description as string | null | undefined) ?? row.description;
    return keyView(state, state.store.put("api_keys", { ...row, name, description, updated_at: state.clock.iso() }));
  },
  deleteApiKey: ({ path }, { state }) => {
    state.store.delete("api_keys", apiKey(state, path.api_key_id).id);
    return { deleted: true };
  },
  listApiKeys: ({ query }, { state }) => page(listedKeys(state), query).map((row) => keyView(state, row)),
  countApiKeys: (_request, { state }) => ({ count: listedKeys(state).length }),
  issueTemporaryAccessToken: ({ body, key }, { state }) => {
    const company = findByKeys(state, "company", body.lookup as Keys);
    if (!company) throw notFound("company");
    const row = putApiKey(state, {
      name: `Temporary token of ${company.name}`,
      secret: `token_${randomBytes(24).toString("hex")}`,
      kind: "temporary",
      company_id: company.id,
      expires_at: new Date(state.clock.now() + temporaryTokenMs).toISOString(),
    });
    const { id, created_at, updated_at, secret, expires_at } = row;
    const scope = {
      api_key_id: key.id,
      issuer_type: "api_key",
      environment_id: state.environmentId,
      resource_type: "company",
    };
    return { id, created_at, updated_at, ...scope, token: secret, expired_at: expires_at };
  },
};
