import type { WasmEngine, WasmEngineOptions } from "./wasm/contract.ts";
import { load } from "./wasm/load.ts";

export { RulesEngineError } from "./error.ts";
export type { WasmEngine, WasmEngineOptions } from "./wasm/contract.ts";

/**
 * The official WASM engine. It is loaded and compiled by this call and not before, off the main thread where the runtime can;
 * its checks are synchronous.
 *
 * @throws {TypeError} (rejects) when `module` is not the official engine.
 */
export async function loadWasmEngine(options: WasmEngineOptions = {}): Promise<WasmEngine> {
  return load(options, compileOwn);
}

async function compileOwn(): Promise<WebAssembly.Module> {
  const { engineBytes } = await import("./wasm/engine-bytes.js");
  return WebAssembly.compile(Uint8Array.from(atob(engineBytes), (character) => character.charCodeAt(0)));
}
