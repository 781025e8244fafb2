/** The official engine's WASM bytes. */
export function officialEngineBytes(): Buffer<ArrayBuffer>;
/** The licence under which these bytes are passed on. */
export function officialEngineLicence(): string;
