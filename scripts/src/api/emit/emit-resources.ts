import type { Document } from "../openapi/document.ts";
import { type Method, resourcesOf } from "./api.ts";
import { paramsName, requestName } from "./emit-models.ts";
import { banner, capitalised, docComment, parameterName } from "./names.ts";

/** The interface of every resource, and `Resources` with one member for each. */
export function emitResources(document: Document, methods: readonly Method[]): string {
  const used = new Set<string>();
  const resources = [...resourcesOf(methods)];
  const interfaces = resources.map(([resource, own]) => renderResource(resource, own, document, used));
  const members = resources.map(
    ([resource]) =>
      `${docComment(tagDoc(resource, document), "  ")}  readonly ${resource}: ${resourceType(resource)};\n`,
  );
  return [
    banner,
    `import type { ApiPromise, BytesPromise, EmptyPromise, OpenParams, PagedMethod, RequestOptions } from "../resources/types.ts";\n`,
    `import type {\n${[...used]
      .sort()
      .map((name) => `  ${name},\n`)
      .join("")}} from "./models.ts";\n\n`,
    `${interfaces.join("\n")}\n`,
    `/** Every resource of the API, by its tag. */\nexport interface Resources {\n${members.join("")}}\n`,
  ].join("");
}

const resourceType = (resource: string): string => `${capitalised(resource)}Resource`;

const tagDoc = (resource: string, document: Document): string | undefined =>
  document.tags?.find((tag) => tag.name === resource)?.description;

function renderResource(resource: string, methods: readonly Method[], document: Document, used: Set<string>): string {
  const members = methods.flatMap((method) => [
    renderMethod(method, method.name, methodDoc(method), document, used),
    ...method.aliases.map((alias) =>
      renderMethod(
        method,
        alias,
        `The official Node client's name of \`${method.name}\`: ${methodDoc(method)}`,
        document,
        used,
      ),
    ),
  ]);
  return `${docComment(tagDoc(resource, document))}export interface ${resourceType(resource)} {\n${members.join("")}}\n`;
}

function methodDoc({ source, adds, verb, path }: Method): string {
  const once = adds ? "Adds something each time, so it is not repeated when the outcome of a call is unknown." : "";
  return [
    source.summary ?? `${verb} ${path}`,
    source.description,
    once,
    source.deprecated === true ? "@deprecated" : "",
  ]
    .filter((line) => line !== undefined && line !== "")
    .join("\n\n");
}

function renderMethod(method: Method, name: string, doc: string, document: Document, used: Set<string>): string {
  const parameters = parametersOf(method, document, used).join(", ");
  const params = method.query.length === 0 ? "OpenParams" : use(paramsName(method, document), used);
  const item = method.data === undefined ? "unknown" : use(method.data, used);
  const head = docComment(doc, "  ");
  if (method.paged) return `${head}  readonly ${name}: PagedMethod<[${parameters}], ${item}, ${params}>;\n`;
  return `${head}  ${name}(${parameters}): ${resultType(method, item, params)};\n`;
}

function resultType(method: Method, item: string, params: string): string {
  if (method.answer === "none") return "EmptyPromise";
  if (method.answer === "bytes") return "BytesPromise";
  return `ApiPromise<${item}${method.list ? "[]" : ""}, ${params}>`;
}

function parametersOf(method: Method, document: Document, used: Set<string>): string[] {
  const parameters = method.pathParameters.map((name) => `${parameterName(name)}: string`);
  const request = method.body ?? (method.query.length > 0 ? requestName(method, document) : undefined);
  if (request !== undefined)
    parameters.push(`request${isOptional(method, document) ? "?" : ""}: ${use(request, used)}`);
  return [...parameters, "options?: RequestOptions"];
}

function isOptional(method: Method, document: Document): boolean {
  const body = document.components.schemas[method.body ?? ""];
  if (body === undefined) return method.query.every((parameter) => parameter.required !== true);
  return body.oneOf === undefined && (body.required ?? []).length === 0;
}

function use(name: string, used: Set<string>): string {
  used.add(name);
  return name;
}
