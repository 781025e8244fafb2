import { HttpError } from "../http/http-error.ts";
import type { HttpRequest } from "../http/message.ts";
import { Router } from "../rest/router.ts";

/** A request to the emulator's own API. */
export interface AdminRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly params: URLSearchParams;
  /** The JSON body as an object; `{}` without one. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a route answers: a JSON value, or text of another type. */
export type AdminAnswer = object | { readonly text: string; readonly type: string };

export type AdminHandler = (request: AdminRequest) => AdminAnswer | Promise<AdminAnswer>;

/** Handlers by method and path, for example `"PUT /clock"`. */
export type AdminRoutes = Readonly<Record<string, AdminHandler>>;

/** Where the emulator's own API begins. */
export const adminPrefix = "/_emulator";

/** Answers requests under the prefix; throws 404 for what is not there. */
export function createAdminRouter(routes: AdminRoutes): (request: HttpRequest) => Promise<AdminAnswer> {
  const router = new Router<AdminHandler>();
  for (const [route, handler] of Object.entries(routes)) {
    const [method = "", path = ""] = route.split(" ");
    router.add(method, path, handler);
  }
  return async (request) => {
    const match = router.find(request.method, request.path.slice(adminPrefix.length) || "/");
    if (!match) throw new HttpError(404, `the emulator's API has no ${request.method} ${request.path}`);
    const body = request.method === "GET" ? {} : ((await request.json()) ?? {});
    if (typeof body !== "object" || Array.isArray(body)) throw new HttpError(400, "the body must be an object");
    return match.target({ path: match.params, params: request.params, body: body as Record<string, unknown> });
  };
}
