import type { OptionsData } from "../read/shapes.ts";
import type { Company } from "./company.ts";
import type { Entity } from "./entity.ts";

/** Who a flag is checked for, and with what in mind. */
export interface Subject {
  readonly company: Company | null;
  readonly user: Entity | null;
  readonly preflight: OptionsData;
}
