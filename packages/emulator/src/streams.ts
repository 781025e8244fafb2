import type { Evaluator } from "./check/evaluate.ts";
import type { ClientView } from "./datastream/client-view.ts";
import type { CutOptions } from "./datastream/cut.ts";
import { DatastreamHub } from "./datastream/hub.ts";
import { createDatastream, datastreamPath } from "./datastream/server.ts";
import type { FaultSet } from "./faults/faults.ts";
import type { Feed } from "./feed.ts";
import { createFlagSocket, flagSocketPath } from "./flag-socket/server.ts";
import type { UpgradeRoute } from "./http/upgrade.ts";
import type { State } from "./state/state.ts";

/** Everything that clients stay connected to: the datastream, and the flags of pages. */
export interface Streams {
  readonly routes: Readonly<Record<string, UpgradeRoute>>;
  clients(): ClientView[];
  cut(options?: CutOptions): number;
  /** Tells of what changed with the passing of time. */
  refreshAll(): void;
  close(): void;
}

export function createStreams(parts: { state: State; evaluator: Evaluator; faults: FaultSet; feed: Feed }): Streams {
  const hub = new DatastreamHub(parts.state, parts.evaluator);
  const datastream = createDatastream({ ...parts, hub });
  const pages = createFlagSocket(parts);
  return {
    routes: { [datastreamPath]: datastream.accept, [flagSocketPath]: pages.accept },
    clients: () => [...datastream.clients(), ...pages.clients()],
    cut: (options) => datastream.cut(options) + pages.cut(options),
    refreshAll: () => {
      hub.refreshAll();
      pages.refreshAll();
    },
    close: () => {
      datastream.close();
      pages.close();
    },
  };
}
