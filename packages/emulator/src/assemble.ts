import { createAdmin } from "./admin/admin.ts";
import { faultView } from "./admin/faults.ts";
import { createCapture } from "./capture/routes.ts";
import { createEvaluator } from "./check/evaluate.ts";
import { createConsole } from "./console/serve.ts";
import { stateOf } from "./emulator-state.ts";
import { createFaults } from "./faults/faults.ts";
import { createFeed } from "./feed.ts";
import { createAppServer } from "./http/app.ts";
import { createGuard } from "./http/guard.ts";
import { serveUpgrades } from "./http/upgrade.ts";
import { publishState } from "./live.ts";
import { type EmulatorOptions, hostOf } from "./options.ts";
import type { StateStart } from "./prepare.ts";
import { createDispatcher } from "./rest/dispatch.ts";
import { startSweep } from "./schedule/sweep.ts";
import type { State } from "./state/state.ts";
import { createStreams } from "./streams.ts";
import { WebhookSender } from "./webhooks/sender.ts";

/** Puts the parts over a state together; nothing listens yet. */
export function assemble(state: State, start: StateStart, options: EmulatorOptions) {
  const { durable } = start;
  const feed = createFeed(() => state.clock.iso());
  const faults = createFaults({ onChange: (list) => feed.publish("faults", { faults: list.map(faultView) }) });
  const guard = createGuard([hostOf(options), ...(options.allowedHosts ?? [])]);
  const evaluator = createEvaluator(state);
  const streams = createStreams({ state, evaluator, faults, feed });
  const webhooks = new WebhookSender(state, { feed, retryDelaysMs: options.webhookRetryDelaysMs });
  const sweep = startSweep(state, streams.refreshAll);
  publishState(state, feed);
  const publicState = stateOf(state, start.seed);
  const address = { url: "" };
  const outages = { faults, clients: streams.clients, cut: streams.cut };
  const onCheck = (check: Record<string, unknown>): void => feed.publish("check", check);
  const server = createAppServer({
    ...{ guard, faults, feed, sweep: sweep.run },
    admin: createAdmin({
      ...{ state, evaluator, webhooks, feed, outages, durable, keys: start.keys, persistent: start.persistent },
      ...{ url: () => address.url, applySeed: publicState.seed, reset: publicState.reset, sweep: sweep.run },
    }),
    console: createConsole(options.consoleDir),
    capture: createCapture(state, durable),
    rest: createDispatcher(
      { state, evaluator, onCheck, webhooks },
      { durable, validateAnswers: options.validateAnswers ?? false },
    ),
    onError: (error) => options.logger?.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  const onUnknown = (path: string): void =>
    feed.publish("unemulated", { operation: `socket ${path}`, method: "GET", path });
  serveUpgrades(server, { guard, routes: streams.routes, onUnknown });
  return { server, streams, webhooks, sweep, faults, feed, publicState, address };
}
