import type { ServerResponse } from "node:http";
import type { Evaluator } from "../check/evaluate.ts";
import type { Feed } from "../feed.ts";
import { badRequest, HttpError } from "../http/http-error.ts";
import { type HttpRequest, send } from "../http/message.ts";
import { checkSeed } from "../seed/check-seed.ts";
import { exportSeed } from "../seed/export.ts";
import { SeedError } from "../seed/references.ts";
import type { Seed } from "../seed/seed.ts";
import type { State } from "../state/state.ts";
import type { WebhookSender } from "../webhooks/sender.ts";
import { clockRoutes, clockView } from "./clock.ts";
import { faultRoutes, faultView, type OutageControls } from "./faults.ts";
import { type AdminRoutes, adminPrefix, createAdminRouter } from "./router.ts";
import { stateRoutes } from "./state.ts";
import { streamFeed } from "./stream.ts";

/** What the emulator's own API works on. */
export interface AdminParts {
  readonly state: State;
  readonly evaluator: Evaluator;
  readonly webhooks: WebhookSender;
  readonly feed: Feed;
  readonly outages: OutageControls;
  readonly persistent: boolean;
  readonly keys: { readonly apiKey: string; readonly publishableKey: string };
  /** Its own address; known only once it listens. */
  readonly url: () => string;
  readonly applySeed: (seed: Seed) => void;
  /** Empties the state and applies a seed: the one given, or else the one of the start. */
  readonly reset: (seed?: Seed) => void;
  readonly durable: () => Promise<void>;
  readonly sweep: () => void;
}

async function orBadRequest<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SeedError) throw badRequest(error.message);
    throw error;
  }
}

function seedRoutes(parts: AdminParts): AdminRoutes {
  return {
    "GET /seed": async ({ params }) => {
      const seed = exportSeed(parts.state);
      if (params.get("format") !== "yaml") return seed;
      const { stringify } = await import("yaml");
      return { text: stringify(seed), type: "application/yaml" };
    },
    "POST /seed": ({ body }) =>
      orBadRequest(async () => {
        parts.applySeed(await checkSeed(body));
        return { applied: true };
      }),
    "POST /reset": ({ body }) =>
      orBadRequest(async () => {
        parts.reset(body.seed === undefined ? undefined : await checkSeed(body.seed));
        return { reset: true };
      }),
  };
}

function infoRoutes(parts: AdminParts): AdminRoutes {
  const { state, feed, outages } = parts;
  return {
    "GET /": () => ({
      url: parts.url(),
      api_key: parts.keys.apiKey,
      publishable_key: parts.keys.publishableKey,
      environment_id: state.environmentId,
      account_id: state.accountId,
      persistent: parts.persistent,
      clock: clockView(state.clock),
      faults: outages.faults.list().map(faultView),
      clients: outages.clients(),
    }),
    "GET /feed": ({ params }) => ({ entries: feed.since(Number(params.get("since")) || 0) }),
  };
}

/** Answers requests under the prefix; resolves to false for all others. */
export function createAdmin(parts: AdminParts): (request: HttpRequest, response: ServerResponse) => Promise<boolean> {
  const { state, evaluator, webhooks, feed } = parts;
  const route = createAdminRouter({
    ...infoRoutes(parts),
    ...clockRoutes(state.clock),
    ...faultRoutes(parts.outages),
    ...stateRoutes(state, evaluator, webhooks),
    ...seedRoutes(parts),
  });
  return async (request, response) => {
    if (request.path !== adminPrefix && !request.path.startsWith(`${adminPrefix}/`)) return false;
    if (request.method === "GET" && request.path === `${adminPrefix}/stream`) {
      streamFeed(feed, request, response);
      return true;
    }
    try {
      parts.sweep();
      const answer = await route(request);
      await parts.durable();
      if ("text" in answer && "type" in answer)
        send(response, { status: 200, text: String(answer.text), headers: { "content-type": String(answer.type) } });
      else send(response, { status: 200, json: answer });
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      send(response, { status: error.status, json: { error: error.message } });
    }
    return true;
  };
}
