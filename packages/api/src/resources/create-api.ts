import { createTransport } from "../core/create-transport.ts";
import { cleanBaseUrl, DEFAULT_BASE_URL } from "../core/options.ts";
import type { Transport, TransportOptions } from "../core/transport.ts";
import type { Resources } from "../generated/resources.ts";
import { names, resources, shapes } from "../generated/tables.ts";
import { type Caller, call } from "./call.ts";
import { iterate } from "./iterate.ts";
import { type Operation, readOperations } from "./operation.ts";
import { readShapes } from "./shape.ts";
import type { EmptyPromise, RequestOptions } from "./types.ts";

/** What an API client is made of. */
export interface ApiOptions extends Omit<TransportOptions, "baseUrl"> {
  /** Default `https://api.schematichq.com`. Trailing slashes are dropped, path prefixes kept. */
  readonly baseUrl?: string | undefined;
}

/** Every operation of the Schematic API, by resource. */
export interface Api extends Resources {
  /** Asks for the credit ledger and answers nothing, as the official Node client has it. `credits` has the ledgers that answer. */
  getCreditLedger(options?: RequestOptions): EmptyPromise;
}

/**
 * Makes an API client. Starts nothing: a resource is read from its table when it is first used.
 * Throws `ConfigError` for options that cannot be used.
 *
 * @example
 * const api = createApi({ apiKey });
 * const { data } = await api.companies.getCompany("comp_1");
 */
export function createApi(options: ApiOptions): Api {
  const baseUrl = cleanBaseUrl("baseUrl", options.baseUrl, DEFAULT_BASE_URL);
  return createApiOver(createTransport({ ...options, baseUrl }));
}

/** Makes an API client over a transport that exists: one whose policy or connections are shared with other callers. */
export function createApiOver(transport: Transport): Api {
  const caller: Caller = { transport, shapeAt: readShapes(shapes, names) };
  const [ledger] = readOperations("get-credit-ledger G0billing/credits/ledger N");
  const api = ledger === undefined ? {} : createMethods(caller, [ledger]);
  for (const [name, lines] of Object.entries(resources)) {
    let resource: object | undefined;
    const get = (): object => {
      resource ??= createMethods(caller, readOperations(lines));
      return resource;
    };
    Object.defineProperty(api, name, { get, enumerable: true, configurable: true });
  }
  // The types and the tables are generated together.
  return api as Api;
}

function createMethods(caller: Caller, operations: readonly Operation[]): object {
  const methods: Record<string, unknown> = {};
  for (const operation of operations) {
    const method = (...args: unknown[]): unknown => call(caller, operation, args);
    if (operation.paged) Object.assign(method, { iterate: (...args: unknown[]) => iterate(caller, operation, args) });
    for (const name of operation.names) methods[name] = method;
  }
  return methods;
}
