import type { Fault } from "../api/emulator.ts";
import { admin } from "../api/request.ts";
import { useResource } from "./use-resource.ts";

/** The faults in force. */
export function useFaults(): readonly Fault[] {
  const { data } = useResource("faults", () => admin<{ faults: Fault[] }>("GET", "/faults"), { types: ["faults"] });
  return data?.faults ?? [];
}
