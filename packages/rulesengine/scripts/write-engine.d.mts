/** Writes the official engine into a build: base64 chunks, the plain file and the licence. */
export function writeEngine(dist: string): void;
