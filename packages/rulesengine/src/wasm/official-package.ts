import type { Binding } from "./binding.ts";

/** The class that the vendor's own packages of the engine export. */
interface OfficialEngine {
  checkFlagWithOptions(flag: string, company?: string | null, user?: string | null, options?: string | null): string;
  getVersionKey(): string;
}

interface OfficialPackage {
  readonly RulesEngineJS: new () => OfficialEngine;
}

const isOfficialPackage = (value: unknown): value is OfficialPackage =>
  typeof value === "object" && value !== null && typeof Reflect.get(value, "RulesEngineJS") === "function";

/** The engine in an imported package of the vendor, which may have to be started by its default export. */
export async function bindPackage(imported: object): Promise<Binding> {
  const start: unknown = Reflect.get(imported, "default");
  if (typeof start === "function") await start();
  const found = [imported, start].find(isOfficialPackage);
  if (found === undefined)
    throw new TypeError("module: expected a WebAssembly.Module, or a package with RulesEngineJS");
  const engine = new found.RulesEngineJS();
  return {
    versionKey: () => engine.getVersionKey(),
    checkFlag: (...texts) => engine.checkFlagWithOptions(...texts),
  };
}
