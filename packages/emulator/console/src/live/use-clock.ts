import { useEffect, useState } from "preact/hooks";
import type { Clock } from "../api/emulator.ts";
import { admin } from "../api/request.ts";
import { useResource } from "./use-resource.ts";

/** The emulator's time in milliseconds, running with it; `undefined` until it is known. */
export function useClock(): { readonly now: number; readonly frozen: boolean } | undefined {
  const { data } = useResource(
    "clock",
    async () => ({ ...(await admin<Clock>("GET", "/clock")), readAt: performance.now() }),
    { types: ["clock"] },
  );
  const [, tick] = useState(0);
  const running = data !== undefined && !data.frozen;
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), 1_000);
    return () => clearInterval(timer);
  }, [running]);
  if (data === undefined) return undefined;
  const passed = data.frozen ? 0 : performance.now() - data.readAt;
  return { now: Date.parse(data.now) + passed, frozen: data.frozen };
}
