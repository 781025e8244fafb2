import type { State } from "../../state/state.ts";
import type { Handlers } from "../operation.ts";

/** The one environment that the emulator has. */
export function environmentView(state: State): Record<string, unknown> {
  const since = "2026-01-01T00:00:00.000Z";
  return {
    id: state.environmentId,
    name: "Emulator",
    environment_type: "development",
    created_at: since,
    updated_at: since,
  };
}

/** Who is asking. */
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
};
