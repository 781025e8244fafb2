import { pathToFileURL } from "node:url";

/** What a seed module exports. */
export interface SeedModule {
  readonly default?: unknown;
  readonly seed?: unknown;
}

/** Imports a module, a TypeScript one with its types left out, on every Node.js that the package runs on. */
export async function importModule(file: string): Promise<SeedModule> {
  if (!/\.[mc]?ts$/.test(file)) return (await import(pathToFileURL(file).href)) as SeedModule;
  const { createJiti } = await import("jiti");
  return createJiti(pathToFileURL(file).href, { moduleCache: false, fsCache: false }).import<SeedModule>(file);
}
