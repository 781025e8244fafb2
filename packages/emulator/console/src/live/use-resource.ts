import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { RequestError } from "../api/request.ts";
import type { Entry } from "./entries.ts";
import { listen } from "./feed.ts";

/** What was read, or why it could not be. */
export interface Resource<T> {
  readonly data: T | undefined;
  readonly error: string | undefined;
}

/** What makes a resource old: changes of these tables, or entries of these types. */
export interface Staleness {
  readonly tables?: readonly string[];
  readonly types?: readonly Entry["type"][];
}

function isStale({ tables = [], types = [] }: Staleness, entry: Entry): boolean {
  return types.includes(entry.type) || (entry.type === "change" && tables.includes(entry.data.table));
}

/** Never two requests at once: what happens meanwhile leads to one more when the first is done. */
function readInTurn(read: () => Promise<void>): () => void {
  let reading = false;
  let again = false;
  const run = (): void => {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    again = false;
    void read().finally(() => {
      reading = false;
      if (again) run();
    });
  };
  return run;
}

/** Reads something, and reads it again whenever it gets old. `key` names it: another key is another thing. */
export function useResource<T>(key: string, load: () => Promise<T>, staleness: Staleness): Resource<T> {
  const [resource, setResource] = useState<Resource<T> & { readonly key: string }>();
  const latest = useRef({ load, staleness });
  latest.current = { load, staleness };
  const subscribe = useCallback(() => {
    let gone = false;
    const set = (data: T | undefined, error?: string): void => {
      if (!gone) setResource({ key, data, error });
    };
    // While the emulator cannot be reached, what was read last stays to be looked at.
    const fail = (problem: unknown): void => {
      if (problem instanceof RequestError) set(undefined, problem.message);
    };
    const read = readInTurn(() => latest.current.load().then((data) => set(data), fail));
    read();
    const stop = listen(({ fresh, entries }) => {
      if (fresh || entries.some((entry) => isStale(latest.current.staleness, entry))) read();
    });
    return () => {
      gone = true;
      stop();
    };
  }, [key]);
  useEffect(subscribe, [subscribe]);
  return resource?.key === key ? resource : { data: undefined, error: undefined };
}
