import openapiTS, { astToString } from "openapi-typescript";
import type { Document } from "../openapi/document.ts";
import { toStandard } from "../openapi/standard.ts";
import type { Method } from "./api.ts";
import { banner, quoted } from "./names.ts";

/** openapi-typescript's `paths` and `components`: the wire's own names, for openapi-fetch. */
export async function emitPaths(document: Document): Promise<string> {
  const nodes = await openapiTS(structuredClone(toStandard(document)) as never, {
    emptyObjectsUnknown: true,
    silent: true,
  });
  return banner + astToString(nodes);
}

/** The operations that add something each time, as method and path template. */
export function emitAdds(methods: readonly Method[]): string {
  const names = methods.filter((method) => method.adds).map((method) => `${method.verb} ${method.path}`);
  return `${banner}export const addsEachTime: readonly string[] = [\n${names.map((name) => `  ${quoted(name)},\n`).join("")}];\n`;
}
