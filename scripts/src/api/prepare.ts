import { type Document, DocumentError } from "./openapi/document.ts";
import { expandVariants } from "./openapi/expand-variants.ts";
import { hoist } from "./openapi/hoist.ts";
import { lint } from "./openapi/lint.ts";
import { applyOverlays, type Overlay } from "./openapi/overlay.ts";

/** The document that everything is generated from, and the documentation that no longer has a place in it. */
export function prepare(upstream: Document, overlays: readonly Overlay[]): { document: Document; unmatched: string[] } {
  const { document, unmatched } = applyOverlays(upstream, overlays);
  const problems = lint(document);
  if (problems.length > 0) throw new DocumentError(problems);
  return { document: hoist(expandVariants(document)), unmatched };
}
