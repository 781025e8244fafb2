import type { Client } from "../api/emulator.ts";
import { admin } from "../api/request.ts";
import { useResource } from "./use-resource.ts";

/** The connected datastream clients; what they are sent changes with almost anything. */
export function useClients(): readonly Client[] {
  const { data } = useResource("clients", () => admin<{ clients: Client[] }>("GET", "/clients"), {
    types: ["client", "change", "event"],
  });
  return data?.clients ?? [];
}
