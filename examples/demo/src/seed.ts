import type { Seed } from "@schematic/emulator";

/** A small SaaS: two plans, a metered feature, one that only Pro has, a flag for a region, and a company with a deal of its own. */
export const seed: Seed = {
  features: [
    { name: "Exports", event: "export", flag: "exports" },
    { name: "Single sign-on", flag: "sso" },
  ],
  flags: [
    {
      key: "new-dashboard",
      rules: [
        { name: "Companies in Europe", value: true, conditions: [{ type: "trait", trait: "region", value: "eu" }] },
      ],
    },
  ],
  plans: [
    {
      name: "Free",
      default: true,
      entitlements: [{ feature: "Exports", numeric: 3, period: "current_month" }],
    },
    {
      name: "Pro",
      entitlements: [
        { feature: "Exports", numeric: 100, period: "current_month" },
        { feature: "Single sign-on", boolean: true },
      ],
    },
  ],
  companies: [
    {
      keys: { id: "oldtimer" },
      name: "Oldtimer Inc.",
      plan: "Free",
      overrides: [{ feature: "Single sign-on", boolean: true, note: "Promised in 2023" }],
    },
  ],
};
