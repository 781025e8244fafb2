/**
 * Keeps every connected client up to date. After each commit the flags and the subscribed companies and users are derived
 * anew and compared with what was last told about them; only differences go out. All subscribers of an entity have been told
 * the same, so one memory of it serves all of them.
 */

import type { Evaluator } from "../check/evaluate.ts";
import { wireCompany, wireUser } from "../derive/entities.ts";
import type { WireCompany, WireFlag, WireUser } from "../derive/wire.ts";
import { findByKeys } from "../operations/entities.ts";
import type { State } from "../state/state.ts";
import type { Change, Commit, TableName } from "../state/store.ts";
import type { Connection } from "./connection.ts";
import { companyUpdate, type EntityUpdate, userUpdate } from "./diff.ts";
import { type ClientRequest, errorFrame, type ServerFrame } from "./frames.ts";
import { createReplayLog } from "./replay.ts";

const catalogTables: ReadonlySet<TableName> = new Set<TableName>([
  "credits",
  "features",
  "flags",
  "plan_entitlements",
  "plans",
  "trait_definitions",
]);
const companyTables: ReadonlySet<TableName> = new Set<TableName>(["grants", "overrides", "subscriptions", "usage"]);

function companyIdOf(change: Change): string | undefined {
  if (change.table === "companies") return change.id;
  if (!companyTables.has(change.table)) return undefined;
  return ((change.after ?? change.before) as { company_id?: string } | undefined)?.company_id;
}

/** Brings clients the flags, companies and users that they asked for, and what becomes of them. */
export class DatastreamHub {
  readonly #state: State;
  readonly #evaluator: Evaluator;
  readonly #connections = new Map<string, Connection>();
  readonly #companies = new Map<string, WireCompany>();
  readonly #users = new Map<string, WireUser>();
  readonly #log = createReplayLog();
  #flags: ReadonlyMap<string, WireFlag>;

  constructor(state: State, evaluator: Evaluator) {
    this.#state = state;
    this.#evaluator = evaluator;
    this.#flags = evaluator.flags();
    state.store.onCommit((commit) => this.#onCommit(commit));
  }

  get connections(): readonly Connection[] {
    return [...this.#connections.values()];
  }

  add(connection: Connection): void {
    this.#connections.set(connection.origin.id, connection);
  }

  remove(connection: Connection): void {
    this.#connections.delete(connection.origin.id);
    if (this.#connections.size > 0) return;
    this.#companies.clear();
    this.#users.clear();
  }

  /** Tells of everything that changed with the passing of time: periods that began anew, credits that expired. */
  refreshAll(): void {
    if (this.#connections.size === 0) return;
    for (const id of [...this.#companies.keys()]) this.#refreshCompany(id);
  }

  /** Answers one request of a client and subscribes it. */
  handle(connection: Connection, request: ClientRequest): void {
    const start = request.action === "start";
    switch (request.entityType) {
      case "rulesengine.Flags":
        connection.flags = start;
        return start ? this.#sendFlags(connection, request) : undefined;
      case "rulesengine.Companies":
        connection.allCompanies = start;
        return start ? this.#confirm(connection, request) : undefined;
      case "rulesengine.Users":
        connection.allUsers = start;
        return start ? this.#confirm(connection, request) : undefined;
      case "rulesengine.Company":
        return this.#subscribe(connection, request, "company");
      case "rulesengine.User":
        return this.#subscribe(connection, request, "user");
      default:
        return connection.send(errorFrame(`unknown entity type ${request.entityType}`, request));
    }
  }

  #sendFlags(connection: Connection, { pageSize }: ClientRequest): void {
    const flags = [...this.#flags.values()];
    const size = pageSize ?? Math.max(flags.length, 1);
    const pages = Math.max(Math.ceil(flags.length / size), 1);
    for (let page = 1; page <= pages; page += 1)
      connection.send({
        data: flags.slice((page - 1) * size, page * size),
        entity_type: "rulesengine.Flags",
        message_type: "full",
        ...(pageSize !== undefined && { pagination: { has_more: page < pages, page, total: flags.length } }),
      });
  }

  #confirm(connection: Connection, request: ClientRequest): void {
    const entity_type = request.entityType;
    connection.send({ data: { status: "subscribed" }, entity_type, message_type: "full" });
    if (request.replayFrom === undefined) return;
    const single = entity_type === "rulesengine.Companies" ? "rulesengine.Company" : "rulesengine.User";
    const frames = this.#log.after(request.replayFrom);
    if (!frames) return connection.send({ data: null, entity_type, message_type: "reload" });
    for (const frame of frames) if (frame.entity_type === single) connection.send(frame);
  }

  #subscribe(connection: Connection, request: ClientRequest, type: "company" | "user"): void {
    const row = findByKeys(this.#state, type, request.keys);
    const ids = type === "company" ? connection.companies : connection.users;
    if (!row) {
      if (request.action === "start") connection.send(errorFrame(`${type} not found`, request));
      return;
    }
    if (request.action === "stop") {
      ids.delete(row.id);
      return;
    }
    if (type === "company") this.#refreshCompany(row.id);
    const data = type === "company" ? this.#rememberCompany(row.id) : this.#rememberUser(row.id);
    ids.add(row.id);
    connection.send({ data, entity_id: row.id, entity_type: request.entityType, message_type: "full" });
  }

  #rememberCompany(id: string): WireCompany | undefined {
    const row = this.#state.store.get("companies", id);
    const wire = row && wireCompany(this.#state, row);
    if (wire) this.#companies.set(id, wire);
    return wire;
  }

  #rememberUser(id: string): WireUser | undefined {
    const row = this.#state.store.get("users", id);
    const wire = row && wireUser(this.#state, row);
    if (wire) this.#users.set(id, wire);
    return wire;
  }

  #onCommit({ changes }: Commit): void {
    if (this.#connections.size === 0) {
      this.#flags = this.#evaluator.flags();
      return;
    }
    const catalog = changes.some((change) => catalogTables.has(change.table));
    if (catalog || changes.some((change) => change.table === "overrides")) this.#refreshFlags();
    const companies = new Set(changes.flatMap((change) => companyIdOf(change) ?? []));
    if (catalog) for (const id of this.#companies.keys()) companies.add(id);
    for (const id of companies) this.#refreshCompany(id, changes);
    const users = new Set(changes.filter((change) => change.table === "users").map((change) => change.id));
    if (catalog) for (const id of this.#users.keys()) users.add(id);
    for (const id of users) this.#refreshUser(id, changes);
  }

  #refreshFlags(): void {
    const [before, after] = [this.#flags, this.#evaluator.flags()];
    this.#flags = after;
    const tell = (message_type: "full" | "delete", flag: WireFlag): void => {
      const frame = { data: flag, entity_id: flag.id, entity_type: "rulesengine.Flag", message_type } as const;
      this.#broadcast(frame, (connection) => connection.flags);
    };
    for (const flag of before.values()) if (!after.has(flag.id)) tell("delete", flag);
    for (const flag of after.values())
      if (JSON.stringify(before.get(flag.id)) !== JSON.stringify(flag)) tell("full", flag);
  }

  #refreshCompany(id: string, changes: readonly Change[] = []): void {
    const wanted = (connection: Connection): boolean => connection.allCompanies || connection.companies.has(id);
    const before = this.#companies.get(id);
    if (!this.connections.some(wanted)) return void this.#companies.delete(id);
    const after = this.#rememberCompany(id);
    if (after)
      return this.#tell("rulesengine.Company", id, before ? companyUpdate(before, after) : full(after), wanted);
    this.#companies.delete(id);
    const row = changes.find((change) => change.table === "companies" && change.id === id)?.before;
    const gone = before ?? (row && wireCompany(this.#state, row as never));
    if (gone) this.#tellGone("rulesengine.Company", gone, wanted);
    for (const connection of this.#connections.values()) connection.companies.delete(id);
  }

  #refreshUser(id: string, changes: readonly Change[] = []): void {
    const wanted = (connection: Connection): boolean => connection.allUsers || connection.users.has(id);
    const before = this.#users.get(id);
    if (!this.connections.some(wanted)) return void this.#users.delete(id);
    const after = this.#rememberUser(id);
    if (after) return this.#tell("rulesengine.User", id, before ? userUpdate(before, after) : full(after), wanted);
    this.#users.delete(id);
    const row = changes.find((change) => change.table === "users" && change.id === id)?.before;
    const gone = before ?? (row && wireUser(this.#state, row as never));
    if (gone) this.#tellGone("rulesengine.User", gone, wanted);
    for (const connection of this.#connections.values()) connection.users.delete(id);
  }

  #tell(
    entity_type: string,
    entity_id: string,
    update: EntityUpdate | undefined,
    wanted: (connection: Connection) => boolean,
  ): void {
    if (update) this.#broadcast({ data: update.data, entity_id, entity_type, message_type: update.kind }, wanted);
  }

  #tellGone(entity_type: string, data: { readonly id: string }, wanted: (connection: Connection) => boolean): void {
    this.#broadcast({ data, entity_id: data.id, entity_type, message_type: "delete" }, wanted);
  }

  #broadcast(frame: ServerFrame, wanted: (connection: Connection) => boolean): void {
    const numbered = this.#log.append(frame);
    for (const connection of this.#connections.values()) if (wanted(connection)) connection.send(numbered);
  }
}

const full = (data: object): EntityUpdate => ({ kind: "full", data });
