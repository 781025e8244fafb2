// Workers may not compile bytes in a request: there the engine is a module that was compiled when the worker was deployed.

import type { WasmEngine, WasmEngineOptions } from "./wasm/contract.ts";
import engineModule from "./wasm/engine.wasm";
import { load } from "./wasm/load.ts";

export { RulesEngineError } from "./error.ts";
export type { WasmEngine, WasmEngineOptions } from "./wasm/contract.ts";

/** The official WASM engine, from the compiled module in the worker. */
export async function loadWasmEngine(options: WasmEngineOptions = {}): Promise<WasmEngine> {
  return load(options, async () => engineModule);
}
