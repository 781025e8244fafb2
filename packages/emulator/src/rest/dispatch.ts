import { type Operation, operations } from "../generated/operations.ts";
import { HttpError } from "../http/http-error.ts";
import type { HttpRequest, Reply } from "../http/message.ts";
import { authenticate, authorize } from "./authorize.ts";
import { handlers } from "./handlers.ts";
import type { Services } from "./operation.ts";
import { createQuery } from "./query.ts";
import { readQuery } from "./read-query.ts";
import { Router } from "./router.ts";
import { loadValidator } from "./validate.ts";

/** What a dispatcher needs beyond the services. */
export interface DispatcherOptions {
  /** Resolves when everything committed so far is on disk. */
  readonly durable: () => Promise<void>;
  /** Check the answers too. */
  readonly validateAnswers: boolean;
}

/** Answers the requests of the REST API. */
export interface Dispatcher {
  /** The operation that a request is for. */
  find(request: HttpRequest): Operation | undefined;
  dispatch(request: HttpRequest): Promise<Reply>;
}

/** The official Node client has it, the API description does not; its path would be taken for that of a credit type. */
const undescribed: Operation = {
  ...{ operationId: "getCreditLedger", resource: "credits", method: "GET", path: "/billing/credits/ledger" },
  ...{ pathParameters: [], query: null, body: null, paged: false },
  ...{ status: 200, answer: "json", response: null },
};

/** True for an operation that the emulator implements. */
export const isEmulated = (operationId: string): boolean => Object.hasOwn(handlers, operationId);

/** Answers REST requests: authenticates, validates, runs the handler in one transaction, waits until it is kept. */
export function createDispatcher(services: Services, options: DispatcherOptions): Dispatcher {
  const router = new Router<Operation>();
  for (const operation of [...operations, undescribed]) router.add(operation.method, operation.path, operation);

  const dispatch = async (request: HttpRequest): Promise<Reply> => {
    const key = authenticate(services.state, request);
    const match = router.find(request.method, request.path);
    if (!match) throw new HttpError(404, `no such operation: ${request.method} ${request.path}`);
    const { target: operation, params: path } = match;
    authorize(key, { id: operation.operationId, method: operation.method });
    const handler = handlers[operation.operationId];
    if (!handler) throw new HttpError(501, `the emulator does not implement ${operation.operationId}`);
    const contract = await loadValidator();
    const query = readQuery(request.params, operation.query);
    const body = operation.body === null ? {} : ((await request.json()) ?? {});
    contract.checkRequest(operation, { query, body });
    const input = { path, query: createQuery(query), body: body as Record<string, unknown>, key };
    const data = await services.state.store.transaction(() => handler(input, services));
    await options.durable();
    const answer = { data, params: input.query.understood };
    if (options.validateAnswers) contract.checkAnswer(operation, JSON.parse(JSON.stringify(answer)));
    return { status: operation.status, json: answer };
  };
  return { dispatch, find: (request) => router.find(request.method, request.path)?.target };
}
