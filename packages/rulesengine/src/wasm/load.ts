import type { WasmEngine, WasmEngineOptions } from "./contract.ts";
import { bindPackage } from "./official-package.ts";
import { engineFromModule, wasmEngine } from "./wasm-engine.ts";

/** The engine in a module; `compile` gives the default one. */
export async function load(
  { module, now }: WasmEngineOptions,
  compile: () => Promise<WebAssembly.Module>,
): Promise<WasmEngine> {
  if (now !== undefined && typeof now !== "function") throw new TypeError("now: expected a function");
  if (module === undefined || module instanceof WebAssembly.Module) {
    return engineFromModule(module ?? (await compile()), now ?? (() => Date.now()));
  }
  if (now !== undefined) throw new TypeError("now: the vendor's package reads its own clock");
  return wasmEngine(await bindPackage(module));
}
