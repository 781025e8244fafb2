import { RulesEngineError } from "../error.ts";
import type { RulesResult } from "../result.ts";
import { type Binding, bind } from "./binding.ts";
import type { WasmEngine } from "./contract.ts";

/** Wraps anything that answers texts as the official engine does. */
export function wasmEngine(binding: Binding): WasmEngine {
  const checkFlagText: WasmEngine["checkFlagText"] = (...texts) => {
    // The engine's memory takes bytes as they come: anything else than a text would be undefined behaviour there.
    if (typeof texts[0] !== "string" || !texts.every(isTextOrAbsent)) throw new TypeError("expected JSON texts");
    try {
      return binding.checkFlag(...texts);
    } catch (failure) {
      // The engine's own failures are bare texts; anything else is a trap or a mistake.
      throw typeof failure === "string" ? new RulesEngineError(failure) : failure;
    }
  };
  return {
    versionKey: binding.versionKey(),
    checkFlag(flag, company, user, options) {
      const texts = [company, user, options].map((argument) => JSON.stringify(argument ?? null));
      return JSON.parse(checkFlagText(JSON.stringify(flag), ...texts)) as RulesResult;
    },
    checkFlagText,
  };
}

const isTextOrAbsent = (value: unknown): boolean => typeof value === "string" || value === undefined || value === null;

/** An engine over a compiled module. After a trap, the checks that follow run in a new instance. */
export function engineFromModule(module: WebAssembly.Module, now: () => number): WasmEngine {
  let binding = bind(module, now);
  return wasmEngine({
    versionKey: () => binding.versionKey(),
    checkFlag(...texts) {
      try {
        return binding.checkFlag(...texts);
      } catch (failure) {
        if (typeof failure !== "string") binding = bind(module, now);
        throw failure;
      }
    },
  });
}
