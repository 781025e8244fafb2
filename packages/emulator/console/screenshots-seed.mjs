/** A small SaaS that has something of everything. */
export const seed = {
  clock: "2026-03-17T09:30:00.000Z",
  credits: [{ id: "bilcr_ai", name: "AI tokens" }],
  features: [
    { id: "feat_exports", name: "Exports", event: "export", flag: "exports" },
    { id: "feat_ai", name: "AI assistant", event: "inference", flag: "ai-assistant" },
    { id: "feat_seats", name: "Seats", trait: "seats", flag: "seats" },
    { id: "feat_sso", name: "Single sign-on", flag: "sso" },
  ],
  plans: [
    {
      name: "Free",
      default: true,
      entitlements: [
        { feature: "Exports", numeric: 5, period: "current_month" },
        { feature: "Seats", numeric: 2 },
      ],
    },
    {
      name: "Pro",
      trialDays: 14,
      entitlements: [
        { feature: "Exports", numeric: 100, period: "current_month" },
        { feature: "AI assistant", credit: "AI tokens", consumptionRate: 2 },
        { feature: "Seats", numeric: 10 },
        { feature: "Single sign-on", boolean: true },
      ],
      credits: [{ credit: "AI tokens", amount: 1000, reset: "monthly" }],
    },
    {
      name: "Extra exports",
      type: "add_on",
      entitlements: [{ feature: "Exports", numeric: 500, period: "current_month" }],
    },
  ],
  companies: [
    {
      id: "comp_northwind",
      keys: { id: "northwind" },
      name: "Northwind Traders",
      traits: { region: "eu", seats: 7, industry: "logistics" },
      plan: "Pro",
      usage: { export: 64 },
    },
    {
      id: "comp_globex",
      keys: { id: "globex" },
      name: "Globex",
      traits: { region: "us", seats: 2 },
      overrides: [{ feature: "Single sign-on", boolean: true, note: "Promised" }],
    },
    { id: "comp_initech", keys: { id: "initech" }, name: "Initech", traits: { region: "eu", seats: 1 } },
  ],
  users: [
    { keys: { user_id: "ada" }, name: "Ada Lovelace", companies: [{ id: "northwind" }], traits: { role: "admin" } },
    { keys: { user_id: "grace" }, name: "Grace Hopper", companies: [{ id: "northwind" }, { id: "globex" }] },
  ],
  flags: [
    {
      key: "new-dashboard",
      rules: [
        { name: "Early birds", value: true, conditions: [{ type: "company", in: ["comp_globex"] }] },
        {
          name: "Pro in Europe",
          value: true,
          conditions: [{ type: "plan", in: ["Pro"] }],
          groups: [
            [
              { type: "trait", trait: "region", value: "eu" },
              { type: "trait", trait: "region", value: "uk" },
            ],
          ],
        },
      ],
    },
  ],
  webhooks: [{ url: "http://localhost:3000/webhooks", name: "App" }],
};
