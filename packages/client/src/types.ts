/** Names that the compiler may check: `new Schematic<{ flags: "exports" | "sso"; events: "export" }>()`. */
export interface SchematicTypes {
  readonly flags?: string;
  readonly events?: string;
}

/** The flag keys that are known, or any string. */
export type FlagKey<T extends SchematicTypes> = T["flags"] extends string ? T["flags"] : string;

/** The event names that are known, or any string. */
export type EventName<T extends SchematicTypes> = T["events"] extends string ? T["events"] : string;
