import type { Evaluator } from "../check/evaluate.ts";
import type { ApiKeyRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import type { WebhookSender } from "../webhooks/sender.ts";
import type { Query } from "./query.ts";

/** What a handler of an operation is given. */
export interface OperationRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Query;
  /** The body, valid against the API description; `{}` where the operation has none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly key: ApiKeyRow;
}

/** What the handlers work on. */
export interface Services {
  readonly state: State;
  readonly evaluator: Evaluator;
  /** Tells the live feed of a check that was answered. */
  readonly onCheck: (check: Record<string, unknown>) => void;
  readonly webhooks: WebhookSender;
}

/** The `data` of the answer; `undefined` for an answer without a body. */
export type Handler = (request: OperationRequest, services: Services) => unknown;

export type Handlers = Readonly<Record<string, Handler>>;
