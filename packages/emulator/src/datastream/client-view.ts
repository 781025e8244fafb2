/** Where a connection comes from. */
export interface ClientOrigin {
  readonly id: string;
  readonly client: string | null;
  readonly client_version: string | null;
  readonly mode: string | null;
  readonly api_key_id: string;
  readonly connected_at: string;
}

/** A client of the datastream, as the console shows it. */
export interface ClientView extends ClientOrigin {
  readonly subscriptions: {
    readonly flags: boolean;
    readonly all_companies: boolean;
    readonly all_users: boolean;
    readonly companies: readonly string[];
    readonly users: readonly string[];
  };
  readonly sent: number;
  readonly received: number;
}
