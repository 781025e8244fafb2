import type { EntityUpdate } from "./diff.ts";

/** How one kind of entity is derived and compared. */
export interface EntityKind<Row, Wire extends { readonly id: string }> {
  /** The entity type of its messages. */
  readonly entityType: string;
  row(id: string): Row | undefined;
  derive(row: Row): Wire;
  update(before: Wire, after: Wire): EntityUpdate | undefined;
}

/** What there is to tell the subscribers of an entity. */
export type Tidings =
  | { readonly kind: "full" | "partial"; readonly data: object }
  | { readonly kind: "delete"; readonly data: object };

/** Remembers what subscribers were last told of each entity, so that only differences have to be told. */
export class Mirror<Row, Wire extends { readonly id: string }> {
  readonly kind: EntityKind<Row, Wire>;
  readonly #told = new Map<string, Wire>();

  constructor(kind: EntityKind<Row, Wire>) {
    this.kind = kind;
  }

  get ids(): readonly string[] {
    return [...this.#told.keys()];
  }

  /** Derives an entity anew and remembers it as told. */
  remember(id: string): Wire | undefined {
    const row = this.kind.row(id);
    const wire = row === undefined ? undefined : this.kind.derive(row);
    if (wire) this.#told.set(id, wire);
    return wire;
  }

  /** The same for an entity that nobody was told of so far. */
  rememberNew(id: string): void {
    if (!this.#told.has(id)) this.remember(id);
  }

  forget(id: string): void {
    this.#told.delete(id);
  }

  clear(): void {
    this.#told.clear();
  }

  /** What to tell now; `last` is the row of an entity that was just deleted. */
  refresh(id: string, last?: Row | undefined): Tidings | undefined {
    const before = this.#told.get(id);
    const after = this.remember(id);
    if (after) return before ? this.kind.update(before, after) : { kind: "full", data: after };
    this.forget(id);
    const gone = before ?? (last === undefined ? undefined : this.kind.derive(last));
    return gone && { kind: "delete", data: gone };
  }
}
