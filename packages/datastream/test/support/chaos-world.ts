import { company, flag, metric, rule } from "./fixtures.ts";
import { type Asked, type Peer, StreamServer } from "./stream-server.ts";

const credit = "credit_1";
const entitlement = (key: string, uses: number) => ({
  feature_id: `feat_${key}`,
  feature_key: key,
  value_type: "credit",
  event_name: "use",
  metric_period: "current_month",
  usage: uses,
  credit_id: credit,
  credit_remaining: uses * 10,
});

/** The state of one company: how much it used, and which override it has. Every state that was ever true is kept. */
export interface Row {
  readonly id: string;
  uses: number;
  override: number;
  deleted: boolean;
  readonly states: Set<string>;
}

/**
 * A service whose every state can be told from an answer: the reason shows the override (or the version of the flag),
 * the entitlement shows the usage twice, once from a metric and once from a balance.
 */
export class ChaosWorld {
  readonly server: StreamServer;
  readonly rows: Row[];
  flagVersion = 0;
  /** The company that has the key that moves about. */
  owner: Row;
  readonly #subscribed = new Map<Peer, Set<string>>();

  constructor(count: number) {
    this.rows = Array.from({ length: count }, (_, n) => ({
      id: `comp_${n}`,
      uses: 0,
      override: 0,
      deleted: false,
      states: new Set(["0:0"]),
    }));
    const [first] = this.rows;
    if (first === undefined) throw new Error("no companies");
    this.owner = first;
    this.server = new StreamServer((asked, peer) => this.#answer(asked, peer));
  }

  /** One flag that shows its own version, one that shows the company's override. */
  flags() {
    const versioned = flag("versioned");
    versioned.rules = [rule({ rule_type: "global_override", name: `v${this.flagVersion}` })];
    return [versioned, flag("overridden", { plan: "none" })];
  }

  entity(row: Row) {
    return company(row.id, {
      keys: { id: row.id, ...(row === this.owner && { slug: "mover" }) },
      metrics: [metric("use", row.uses)],
      credit_balances: { [credit]: row.uses * 10 },
      entitlements: [entitlement("versioned", row.uses), entitlement("overridden", row.uses)],
      rules: [this.#override(row)],
    });
  }

  use(row: Row): void {
    row.uses++;
    this.#push(row, { metrics: [metric("use", row.uses)], credit_balances: { [credit]: row.uses * 10 } });
  }

  changeOverride(row: Row): void {
    row.override++;
    this.#push(row, { rules: [this.#override(row)] });
  }

  sendWhole(row: Row): void {
    for (const peer of this.#peers(row)) peer.company(this.entity(row));
  }

  toggleDeleted(row: Row): void {
    const message = { data: null, entity_id: row.id, entity_type: "rulesengine.Company", message_type: "delete" };
    for (const peer of this.#peers(row)) peer.send(message);
    row.deleted = !row.deleted;
    this.sendWhole(row);
  }

  /** The key moves; now the one that gets it is told first, now the one that loses it. */
  moveKey(row: Row): void {
    const before = this.owner;
    this.owner = row;
    for (const told of row.uses % 2 === 0 ? [row, before] : [before, row]) this.sendWhole(told);
  }

  reload(): void {
    for (const peer of this.#subscribed.keys()) {
      peer.send({ data: null, entity_type: "rulesengine.Companies", message_type: "reload" });
    }
  }

  doubtFlags(): void {
    for (const peer of this.#subscribed.keys()) {
      peer.send({ data: { id: "flag_versioned" }, entity_type: "rulesengine.Flag", message_type: "partial" });
    }
  }

  changeFlag(): void {
    this.flagVersion++;
    const message = { data: this.flags()[0], entity_type: "rulesengine.Flag", message_type: "full" };
    for (const peer of this.#subscribed.keys()) peer.send(message);
  }

  #override(row: Row) {
    return rule({
      id: "rule_o",
      flag_id: "flag_overridden",
      rule_type: "company_override",
      name: `o${row.override}`,
      value: row.override % 2 === 0,
    });
  }

  #push(row: Row, change: object): void {
    row.states.add(`${row.uses}:${row.override}`);
    for (const peer of this.#peers(row)) peer.partial(row.id, change);
  }

  #peers(row: Row): Peer[] {
    if (row.deleted) return [];
    return [...this.#subscribed].flatMap(([peer, ids]) => (ids.has(row.id) ? [peer] : []));
  }

  #answer(asked: Asked, peer: Peer): void {
    const ids = this.#subscribed.get(peer) ?? new Set<string>();
    if (!this.#subscribed.has(peer)) peer.socket.once("close", () => this.#subscribed.delete(peer));
    this.#subscribed.set(peer, ids);
    if (asked.entity_type === "rulesengine.Flags") {
      peer.flags(this.flags());
      return;
    }
    const named = this.rows.find(({ id }) => id === asked.keys?.id);
    const row = named ?? (asked.keys?.slug === "mover" ? this.owner : undefined);
    if (row !== undefined) ids.add(row.id);
    if (row === undefined || row.deleted) peer.error(asked);
    else peer.company(this.entity(row));
  }
}
