/** Members that every row has. */
export interface Row {
  readonly id: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface ApiKeyRow extends Row {
  readonly name: string;
  readonly description: string | null;
  readonly secret: string;
  readonly kind: "secret" | "publishable" | "temporary";
  readonly readonly: boolean;
  readonly rate_limit_percent: number | null;
  readonly last_used_at: string | null;
  readonly company_id: string | null;
  readonly expires_at: string | null;
}

/** Small facts about the whole: counters of deterministic ids, the clock. */
export interface MetaRow extends Row {
  readonly value: unknown;
}
