// In the source tree the engine comes from the installed development dependency. The build puts a module in the place of
// this one that holds the bytes itself.
import { officialEngineBytes } from "../../scripts/official-engine.mjs";

/** The official engine's WASM bytes, in base64. */
export const engineBytes = officialEngineBytes().toString("base64");
