/** What the installed packages and the examples ask about. */
export const seed = {
  features: [{ name: "Exports", event: "export", flag: "exports" }],
  flags: [
    { key: "always-on", default: true },
    { key: "beta", default: true },
  ],
  plans: [{ name: "Free", default: true, entitlements: [{ feature: "Exports", numeric: 2, period: "current_month" }] }],
  companies: [{ keys: { id: "acme" }, name: "Acme" }],
};
