import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import ts from "typescript";

const api = join(import.meta.dirname, "../../../packages/api");
const theirFile = join(api, "node_modules/@schematichq/schematic-typescript-node/dist/Client.d.ts");
const ourFile = join(api, "src/generated/resources.ts");

const program = ts.createProgram([theirFile, ourFile], {
  lib: ["lib.es2022.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: [],
});
const checker = program.getTypeChecker();

/** The type that a file declares by a name. */
function declared(file: string, name: string): ts.Type {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find((exported) => exported.name === name);
  if (symbol === undefined) throw new Error(`${file} has no ${name}`);
  return checker.getDeclaredTypeOfSymbol(symbol);
}

const partsOf = (type: ts.Type): ts.Type[] => (type.isUnion() ? type.types : [type]);
const isPlain = (type: ts.Type): boolean =>
  (type.flags & ts.TypeFlags.Object) !== 0 && type.symbol?.name !== "Date" && !checker.isArrayType(type);
const itemsOf = (type: ts.Type): ts.Type[] =>
  partsOf(type)
    .filter((part) => checker.isArrayType(part))
    .flatMap((part) => checker.getTypeArguments(part as ts.TypeReference));
const literalsOf = (type: ts.Type): string[] =>
  partsOf(type).flatMap((part) => (part.isStringLiteral() ? [part.value] : []));

/** Walks their type and ours together, and collects what theirs has and ours lacks: members, and values of enums. */
class Comparison {
  readonly lacking = new Set<string>();
  readonly #seen = new Set<string>();

  compare(theirs: readonly ts.Type[], ours: readonly ts.Type[], where: string): void {
    const pair = [theirs, ours].map((types) => types.map((type) => checker.typeToString(type)).join("|")).join(" ");
    if (theirs.length === 0 || this.#seen.has(pair)) return;
    this.#seen.add(pair);
    const values = ours.flatMap(literalsOf);
    if (values.length > 0)
      for (const value of theirs.flatMap(literalsOf))
        if (!values.includes(value)) this.lacking.add(`${where} ${value}`);
    this.compare(theirs.flatMap(itemsOf), ours.flatMap(itemsOf), where);
    const objects = theirs.flatMap(partsOf).filter(isPlain);
    for (const object of objects) this.#compareMembers(object, ours.flatMap(partsOf).filter(isPlain), where);
  }

  #compareMembers(theirs: ts.Type, ours: readonly ts.Type[], where: string): void {
    for (const member of checker.getPropertiesOfType(theirs)) {
      const own = ours
        .map((type) => checker.getPropertyOfType(type, member.name))
        .filter((found) => found !== undefined);
      const place = `${where}.${member.name}`;
      if (own.length === 0) this.lacking.add(place);
      else this.compare([checker.getTypeOfSymbol(member)], own.map(checker.getTypeOfSymbol), place);
    }
  }
}

const methodOf = (resource: ts.Type, name: string): ts.Signature | undefined => {
  const method = checker.getPropertyOfType(resource, name);
  return method && checker.getSignaturesOfType(checker.getTypeOfSymbol(method), ts.SignatureKind.Call)[0];
};

/** The types of a method's arguments but for the last, its options; those of a paged one are a list. */
function requestsOf(method: ts.Signature): ts.Type[] {
  const [first, ...rest] = method.getParameters().map(checker.getTypeOfSymbol);
  const all =
    first && checker.isTupleType(first) ? checker.getTypeArguments(first as ts.TypeReference) : [first, ...rest];
  return all.filter((type) => type !== undefined).slice(0, -1);
}

const answerOf = (method: ts.Signature): ts.Type[] => {
  const answer = checker.getAwaitedType(method.getReturnType());
  return answer === undefined ? [] : [answer];
};

const official = declared(theirFile, "SchematicClient");
const own = declared(ourFile, "Resources");
const resources = checker
  .getPropertiesOfType(official)
  .filter((property) => property.declarations?.some(ts.isGetAccessorDeclaration))
  .map((property) => property.name);

describe("the types of every operation, beside those of the official client", () => {
  it.each(resources)("%s: as many arguments, and no member and no value less", (resource) => {
    const [theirs, ours] = [official, own].map((api) => {
      const property = checker.getPropertyOfType(api, resource);
      if (property === undefined) throw new Error(`there is no ${resource}`);
      return checker.getTypeOfSymbol(property);
    }) as [ts.Type, ts.Type];
    const comparison = new Comparison();
    for (const { name, declarations } of checker.getPropertiesOfType(theirs)) {
      if (!declarations?.some(ts.isMethodDeclaration) || name.startsWith("_")) continue;
      const [their, our] = [methodOf(theirs, name), methodOf(ours, name)];
      if (their === undefined || our === undefined) throw new Error(`${resource} lacks ${name}`);
      const [requests, ownRequests] = [requestsOf(their), requestsOf(our)];
      expect([name, ownRequests.length]).toEqual([name, requests.length]);
      for (const [index, request] of requests.entries())
        comparison.compare([request], ownRequests.slice(index, index + 1), name);
      comparison.compare(answerOf(their), answerOf(our), name);
    }
    expect([...comparison.lacking]).toEqual([]);
  });
});
