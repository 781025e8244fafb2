import type { ClientView } from "../datastream/client-view.ts";
import { isCloseCode, isCloseReason } from "../datastream/close-code.ts";
import type { Fault, FaultInput, FaultSet } from "../faults/faults.ts";
import { badRequest, notFound } from "../http/http-error.ts";
import type { AdminRoutes } from "./router.ts";

/** A fault in the spelling of the wire. */
export function faultView(fault: Fault): Record<string, unknown> {
  const { delayMs, retryAfterSeconds, ...rest } = fault;
  return { ...rest, delay_ms: delayMs, retry_after_seconds: retryAfterSeconds };
}

function readFault(body: Readonly<Record<string, unknown>>): FaultInput {
  const { delay_ms, retry_after_seconds, ...rest } = body;
  return { ...rest, delayMs: delay_ms, retryAfterSeconds: retry_after_seconds } as unknown as FaultInput;
}

/** What the routes for faults and clients work on. */
export interface OutageControls {
  readonly faults: FaultSet;
  readonly clients: () => ClientView[];
  readonly cut: (options: { id?: string; code?: number; reason?: string }) => number;
}

function closeCode(code: unknown): number | undefined {
  if (code === undefined || code === null) return undefined;
  if (!isCloseCode(code)) throw badRequest("code must be a WebSocket close code");
  return code;
}

function closeReason(reason: unknown): string | undefined {
  if (reason === undefined || reason === null) return undefined;
  if (typeof reason !== "string" || !isCloseReason(reason))
    throw badRequest("reason must be a text of at most 123 bytes");
  return reason;
}

/** Faults on demand, and the clients that suffer them. */
export function faultRoutes({ faults, clients, cut }: OutageControls): AdminRoutes {
  const list = (): object => ({ faults: faults.list().map(faultView) });
  return {
    "GET /faults": list,
    "POST /faults": ({ body }) => faultView(faults.add(readFault(body))),
    "DELETE /faults": () => {
      faults.clear();
      return list();
    },
    "DELETE /faults/{id}": ({ path }) => {
      if (!faults.remove(path.id ?? "")) throw notFound("fault");
      return list();
    },
    "GET /clients": () => ({ clients: clients() }),
    "POST /clients/cut": ({ body }) => {
      const [code, reason] = [closeCode(body.code), closeReason(body.reason)];
      return {
        cut: cut({
          ...(typeof body.id === "string" && { id: body.id }),
          ...(reason !== undefined && { reason }),
          ...(code !== undefined && { code }),
        }),
      };
    },
  };
}
