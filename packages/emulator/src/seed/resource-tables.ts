/** Where the resources of a condition are, by its type; other types refer to nothing that a seed knows. */
export const resourceTables: Readonly<Partial<Record<string, "companies" | "plans" | "users">>> = {
  base_plan: "plans",
  company: "companies",
  plan: "plans",
  user: "users",
};
