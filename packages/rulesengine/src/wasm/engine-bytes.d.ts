/** The official engine's WASM bytes, in base64. */
export declare const engineBytes: string;
