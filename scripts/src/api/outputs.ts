import { methodsOf } from "./emit/api.ts";
import { emitTables } from "./emit/emit-codec.ts";
import { emitEmulator } from "./emit/emit-emulator.ts";
import { emitModels } from "./emit/emit-models.ts";
import { emitAdds, emitPaths } from "./emit/emit-paths.ts";
import { emitResources } from "./emit/emit-resources.ts";
import { emitWebhookBodies, emitWebhookTables } from "./emit/emit-webhooks.ts";
import { emitWireTypes } from "./emit/emit-wire-types.ts";
import type { Document } from "./openapi/document.ts";

/** Every generated file with its text, by path from the repository's root. */
export async function renderOutputs(document: Document): Promise<Record<string, string>> {
  const methods = methodsOf(document);
  return {
    "packages/api/src/generated/models.ts": emitModels(document, methods),
    "packages/api/src/generated/resources.ts": emitResources(document, methods),
    "packages/api/src/generated/tables.ts": emitTables(document, methods),
    "packages/api/src/generated/paths.ts": await emitPaths(document),
    "packages/api/src/generated/adds-each-time.ts": emitAdds(methods),
    "packages/emulator/src/generated/operations.ts": emitEmulator(document, methods),
    "packages/rulesengine/src/generated/wire-types.ts": emitWireTypes(document),
    "packages/webhooks/src/generated/bodies.ts": emitWebhookBodies(document, methods),
    "packages/webhooks/src/generated/tables.ts": emitWebhookTables(document),
  };
}
