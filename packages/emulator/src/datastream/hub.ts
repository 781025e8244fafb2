/**
 * Keeps every connected client up to date. After each commit the flags and the subscribed companies and users are derived
 * anew and compared with what was last told about them; only differences go out. All subscribers of an entity have been told
 * the same, so one memory of it serves all of them.
 */

import type { Evaluator } from "../check/evaluate.ts";
import { wireCompany, wireUser } from "../derive/entities.ts";
import type { WireCompany, WireFlag, WireUser } from "../derive/wire.ts";
import { findByKeys } from "../operations/entities.ts";
import type { CompanyRow, UserRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import type { Change, Commit } from "../state/store.ts";
import { touchedBy } from "./affected.ts";
import { type Audience, ofCompany, ofUser } from "./audience.ts";
import type { Connection } from "./connection.ts";
import { companyUpdate, userUpdate } from "./diff.ts";
import { type ClientRequest, errorFrame, flagFrames, type ServerFrame } from "./frames.ts";
import { Mirror } from "./mirror.ts";
import { createReplayLog } from "./replay.ts";

function deletedRow(changes: readonly Change[], table: "companies" | "users", id: string): unknown {
  return changes.find((change) => change.table === table && change.id === id)?.before;
}

/** Brings clients the flags, companies and users that they asked for, and what becomes of them. */
export class DatastreamHub {
  readonly #state: State;
  readonly #evaluator: Evaluator;
  readonly #connections = new Map<string, Connection>();
  readonly #companies: Mirror<CompanyRow, WireCompany>;
  readonly #users: Mirror<UserRow, WireUser>;
  readonly #log = createReplayLog();
  #flags: ReadonlyMap<string, WireFlag>;

  constructor(state: State, evaluator: Evaluator) {
    this.#state = state;
    this.#evaluator = evaluator;
    this.#flags = evaluator.flags();
    this.#companies = new Mirror({
      entityType: "rulesengine.Company",
      row: (id) => state.store.get("companies", id),
      derive: (row) => wireCompany(state, row),
      update: companyUpdate,
    });
    this.#users = new Mirror({
      entityType: "rulesengine.User",
      row: (id) => state.store.get("users", id),
      derive: (row) => wireUser(state, row),
      update: userUpdate,
    });
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

  /** Tells of what changed with the passing of time: counted periods that began anew. */
  refreshAll(): void {
    for (const id of this.#companies.ids) this.#refreshCompany(id, []);
  }

  /** From here on a client that follows all has to be told of each difference, also of what it loaded elsewhere. */
  #rememberAll(): void {
    for (const id of this.#state.store.table("companies").keys()) this.#companies.rememberNew(id);
    for (const id of this.#state.store.table("users").keys()) this.#users.rememberNew(id);
  }

  /** Answers one request of a client and subscribes it, or unsubscribes it. */
  handle(connection: Connection, request: ClientRequest): void {
    const start = request.action === "start";
    switch (request.entityType) {
      case "rulesengine.Flags":
        connection.flags = start;
        if (start) for (const frame of flagFrames([...this.#flags.values()], request.pageSize)) connection.send(frame);
        break;
      case "rulesengine.Companies":
        connection.allCompanies = start;
        if (start) this.#rememberAll();
        if (start) this.#confirm(connection, request);
        break;
      case "rulesengine.Users":
        connection.allUsers = start;
        if (start) this.#rememberAll();
        if (start) this.#confirm(connection, request);
        break;
      case "rulesengine.Company":
        this.#subscribe(connection, request, "company");
        break;
      case "rulesengine.User":
        this.#subscribe(connection, request, "user");
        break;
      default:
        connection.send(errorFrame(`unknown entity type ${request.entityType}`, request));
    }
  }

  #confirm(connection: Connection, request: ClientRequest): void {
    const entity_type = request.entityType;
    connection.send({ data: { status: "subscribed" }, entity_type, message_type: "full" });
    if (request.replayFrom === undefined) return;
    const single = entity_type === "rulesengine.Companies" ? "rulesengine.Company" : "rulesengine.User";
    const frames = this.#log.after(request.replayFrom);
    if (!frames) connection.send({ data: null, entity_type, message_type: "reload" });
    for (const frame of frames ?? []) if (frame.entity_type === single) connection.send(frame);
  }

  #subscribe(connection: Connection, request: ClientRequest, type: "company" | "user"): void {
    const ids = type === "company" ? connection.companies : connection.users;
    const id = findByKeys(this.#state, type, request.keys)?.id;
    if (request.action === "stop") {
      if (id !== undefined) ids.delete(id);
      return;
    }
    if (id === undefined) {
      connection.send(errorFrame(`${type} not found`, request));
      return;
    }
    // Those who follow it already are told first: from here on all have been told the same.
    if (type === "company") this.#refreshCompany(id, []);
    const data = type === "company" ? this.#companies.remember(id) : this.#users.remember(id);
    ids.add(id);
    connection.send({ data, entity_id: id, entity_type: request.entityType, message_type: "full" });
  }

  #onCommit({ changes }: Commit): void {
    const touched = touchedBy(changes);
    if (touched.flags) this.#refreshFlags();
    if (this.#connections.size === 0) return;
    for (const id of touched.catalog ? this.#companies.ids : []) touched.companies.add(id);
    for (const id of touched.catalog ? this.#users.ids : []) touched.users.add(id);
    for (const id of touched.companies) this.#refreshCompany(id, changes);
    for (const id of touched.users) this.#refreshUser(id, changes);
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

  #refreshCompany(id: string, changes: readonly Change[]): void {
    this.#refresh(this.#companies, id, ofCompany(id), deletedRow(changes, "companies", id) as CompanyRow | undefined);
    if (this.#state.store.get("companies", id)) return;
    for (const connection of this.#connections.values()) connection.companies.delete(id);
  }

  #refreshUser(id: string, changes: readonly Change[]): void {
    this.#refresh(this.#users, id, ofUser(id), deletedRow(changes, "users", id) as UserRow | undefined);
    if (this.#state.store.get("users", id)) return;
    for (const connection of this.#connections.values()) connection.users.delete(id);
  }

  #refresh<Row, Wire extends { readonly id: string }>(
    mirror: Mirror<Row, Wire>,
    id: string,
    audience: Audience,
    last: Row | undefined,
  ): void {
    if (!this.connections.some(audience)) {
      mirror.forget(id);
      return;
    }
    const news = mirror.refresh(id, last);
    if (!news) return;
    const { entityType: entity_type } = mirror.kind;
    this.#broadcast({ data: news.data, entity_id: id, entity_type, message_type: news.kind }, audience);
  }

  #broadcast(frame: ServerFrame, audience: Audience): void {
    const numbered = this.#log.append(frame);
    for (const connection of this.#connections.values()) if (audience(connection)) connection.send(numbered);
  }
}
