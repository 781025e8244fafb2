/** A route found: which operation, and the values of its path parameters. */
export interface Match<T> {
  readonly target: T;
  readonly params: Readonly<Record<string, string>>;
}

interface Node<T> {
  readonly fixed: Map<string, Node<T>>;
  param?: Node<T>;
  readonly targets: Map<string, { target: T; names: readonly string[] }>;
}

const emptyNode = <T>(): Node<T> => ({ fixed: new Map(), targets: new Map() });

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A broken escape names nothing.
    return undefined;
  }
}

/** Finds operations by method and path. A static segment is preferred to a parameter, wherever both would do. */
export class Router<T> {
  readonly #root = emptyNode<T>();

  add(method: string, path: string, target: T): void {
    let node = this.#root;
    const names: string[] = [];
    for (const segment of path.split("/").slice(1)) {
      const name = /^\{(.+)\}$/.exec(segment)?.[1];
      if (name !== undefined) {
        names.push(name);
        node.param ??= emptyNode();
        node = node.param;
        continue;
      }
      const next = node.fixed.get(segment) ?? emptyNode<T>();
      node.fixed.set(segment, next);
      node = next;
    }
    node.targets.set(method, { target, names });
  }

  find(method: string, path: string): Match<T> | undefined {
    return this.#walk(this.#root, path.split("/").slice(1), { method, values: [] });
  }

  #walk(node: Node<T>, rest: readonly string[], seen: { method: string; values: string[] }): Match<T> | undefined {
    const [head, ...tail] = rest;
    if (head === undefined) {
      const found = node.targets.get(seen.method);
      if (!found) return undefined;
      return {
        target: found.target,
        params: Object.fromEntries(found.names.map((name, i) => [name, seen.values[i] ?? ""])),
      };
    }
    const fixed = node.fixed.get(head);
    const match = fixed && this.#walk(fixed, tail, seen);
    if (match || !node.param || head === "") return match;
    const value = decode(head);
    return value === undefined ? undefined : this.#walk(node.param, tail, { ...seen, values: [...seen.values, value] });
  }
}
