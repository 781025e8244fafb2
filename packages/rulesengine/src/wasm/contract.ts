import type { RulesEngine } from "../engine.ts";

/** The official engine behind the same interface, and in its own terms. */
export interface WasmEngine extends RulesEngine {
  /**
   * The official engine's own call: JSON texts in, the result's text out, untouched. Company, user and options may be left out.
   *
   * @throws {RulesEngineError} when the engine refuses an argument; its message is the official text.
   */
  checkFlagText(flag: string, company?: string | null, user?: string | null, options?: string | null): string;
}

/** What `loadWasmEngine` takes. */
export interface WasmEngineOptions {
  /**
   * What to run: a compiled `WebAssembly.Module` of the official engine, or the vendor's own package, imported
   * (`await import("@schematichq/rulesengine-wasm")`). Default: the engine that this package carries.
   */
  readonly module?: object | undefined;
  /** Milliseconds since 1970; read only to tell when usage resets. Default: `Date.now`. Not for the vendor's package. */
  readonly now?: (() => number) | undefined;
}
