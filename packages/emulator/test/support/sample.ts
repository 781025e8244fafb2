import type { Seed } from "@schematic/emulator";

/** An account with a plan for each kind of entitlement. */
export const sample: Seed = {
  clock: "2026-01-15T12:00:00.000Z",
  credits: [{ id: "bilcr_tokens", name: "Tokens" }],
  features: [
    { id: "feat_sso", name: "SSO", flag: "sso" },
    { id: "feat_export", name: "Exports", event: "export", flag: "exports" },
    { id: "feat_seats", name: "Seats", trait: "seats_used", flag: "seats" },
    { id: "feat_ai", name: "Inference", event: "inference_tokens", flag: "inference" },
    { id: "feat_search", name: "Search", event: "search", flag: "search" },
  ],
  plans: [
    { id: "plan_free", name: "Free", default: true },
    {
      id: "plan_pro",
      name: "Pro",
      entitlements: [
        { feature: "feat_sso", boolean: true },
        { feature: "feat_export", numeric: 3, period: "current_month" },
        { feature: "feat_seats", trait: "seats_bought" },
        { feature: "feat_ai", credit: "Tokens", consumptionRate: 2 },
        { feature: "feat_search", unlimited: true },
      ],
      credits: [{ credit: "Tokens", amount: 100, reset: "monthly" }],
    },
    { id: "plan_extra", name: "Extra exports", type: "add_on", entitlements: [{ feature: "feat_export", numeric: 5 }] },
  ],
  companies: [
    {
      id: "comp_acme",
      keys: { id: "acme", slug: "Acme:EU" },
      name: "Acme",
      traits: { city: "Atlanta", seats_used: 2, seats_bought: 3 },
      plan: "Pro",
    },
    { id: "comp_small", keys: { id: "small" }, name: "Small" },
  ],
  users: [{ id: "user_wile", keys: { user_id: "u1" }, name: "Wile E. Coyote", companies: [{ id: "acme" }] }],
  flags: [
    {
      id: "flag_beta",
      key: "beta",
      rules: [{ name: "In Atlanta", value: true, conditions: [{ type: "trait", trait: "city", value: "Atlanta" }] }],
    },
  ],
};
