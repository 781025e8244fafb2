import { join } from "node:path";
import { type Method, methodsOf, querySchema } from "../../../../scripts/src/api/emit/api.ts";
import type { Document } from "../../../../scripts/src/api/openapi/document.ts";
import { prepare } from "../../../../scripts/src/api/prepare.ts";
import { readOverlays, readUpstream } from "../../../../scripts/src/api/workspace.ts";
import { type Fill, type Sample, sample } from "./sample.ts";

const root = join(import.meta.dirname, "../../../..");

/** The document that the package is generated from. */
const document: Document = prepare(await readUpstream(root), await readOverlays(root)).document;

/** Every operation. */
export const operations: readonly Method[] = methodsOf(document);

/** Values for the path parameters of an operation, with characters that must be encoded. */
export const pathValues = (method: Method): string[] => method.pathParameters.map((name) => `${name}/a b?c#%2e..é`);

/** A request object for an operation, or `undefined` if it takes none. */
export function requestSample(method: Method, fill: Fill): Sample | undefined {
  const { requestBody } = method.source;
  const context = { document, fill };
  if (requestBody !== undefined) return sample(requestBody.content?.["application/json"]?.schema ?? {}, context);
  return method.query.length > 0 ? sample(querySchema(method), context) : undefined;
}

/** The envelope that an operation answers. */
export function answerSample(method: Method, fill: Fill): Sample {
  const response = method.source.responses[String(method.status)];
  return sample(response?.content?.["application/json"]?.schema ?? {}, { document, fill });
}
