import { type Caller, call } from "./call.ts";
import type { Operation } from "./operation.ts";

/** The service's page size when none is asked for. */
const DEFAULT_LIMIT = 100;

type Query = Record<string, unknown>;

/**
 * Yields the items of all pages. The service's word on `limit` counts, which may be less than was asked for.
 * A page with fewer items is the last; where pages may be ragged, only an empty one is.
 */
export async function* iterate(
  caller: Caller,
  operation: Operation,
  args: readonly unknown[],
): AsyncGenerator<unknown, undefined> {
  const at = operation.path.length - 1;
  const query = (args[at] ?? {}) as Query;
  const asked = Number(query.limit ?? DEFAULT_LIMIT);
  let offset = Number(query.offset ?? 0);
  for (;;) {
    const { data, params } = await call(caller, operation, args.toSpliced(at, 1, { ...query, limit: asked, offset }));
    const items = Array.isArray(data) ? data : [];
    yield* items;
    const limit = effectiveLimit(params, asked);
    if (items.length === 0 || limit < 1 || (!operation.untilEmpty && items.length < limit)) return undefined;
    offset += limit;
  }
}

function effectiveLimit(params: unknown, asked: number): number {
  const said = (params as Query | undefined)?.limit;
  return typeof said === "number" ? Math.min(said, asked) : asked;
}
