import { contain } from "@schematic/api/core";
import type { ProviderEmitter, ProviderEventHandler } from "./types.ts";

/** An emitter as OpenFeature wants it. What a handler throws goes nowhere: OpenFeature logs for its own. */
export function createEmitter(): ProviderEmitter {
  const handlers = new Map<string, Set<ProviderEventHandler>>();
  const emitter: ProviderEmitter = {
    emit(event) {
      for (const handler of emitter.getHandlers(event)) contain(handler);
    },
    addHandler: (event, handler) => void handlers.set(event, new Set(handlers.get(event)).add(handler)),
    removeHandler: (event, handler) => void handlers.get(event)?.delete(handler),
    removeAllHandlers: (event) => (event === undefined ? handlers.clear() : void handlers.delete(event)),
    getHandlers: (event) => [...(handlers.get(event) ?? [])],
    setLogger: () => emitter,
  };
  return emitter;
}
