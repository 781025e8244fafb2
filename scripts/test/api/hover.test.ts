import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import ts from "typescript";

const root = join(import.meta.dirname, "../../..");
const file = join(root, "packages/api/hover-sample.ts");
const sample = `
import { createApi } from "./src/index.ts";
const api = createApi({ apiKey: "k" });
const { data: company } = await api.companies.getCompany("comp_1");
const { data: companies, params } = await api.companies.listCompanies();
for await (const item of api.companies.listCompanies.iterate()) item;
const created = company.createdAt;
`;

const host: ts.LanguageServiceHost = {
  getCompilationSettings: () => ({
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  }),
  getScriptFileNames: () => [file],
  getScriptVersion: () => "1",
  getScriptSnapshot: (path) => {
    const text = path === file ? sample : ts.sys.readFile(path);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => root,
  getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
  fileExists: (path) => path === file || ts.sys.fileExists(path),
  readFile: (path) => (path === file ? sample : ts.sys.readFile(path)),
  readDirectory: ts.sys.readDirectory,
};
const service = ts.createLanguageService(host);

/** What an editor shows over a place: the type and the documentation. */
function hover(text: string): { type: string; doc: string } {
  const found = service.getQuickInfoAtPosition(file, sample.indexOf(text));
  return { type: ts.displayPartsToString(found?.displayParts), doc: ts.displayPartsToString(found?.documentation) };
}

describe("an editor shows", () => {
  it("a result as its named interface", () => {
    expect(hover("company }").type).toBe("const company: CompanyDetailResponseData");
    expect(hover("companies,").type).toBe("const companies: CompanyDetailResponseData[]");
    expect(hover("params }").type).toBe("const params: ListCompaniesParams");
    expect(hover("item of").type).toBe("const item: CompanyDetailResponseData");
  });

  it("what an operation and a member are for", () => {
    expect(hover("getCompany").doc).toContain("Gets one company by its ID");
    expect(hover("listCompanies()").doc).toContain("Lists companies, newest first.");
    expect(hover("createdAt;")).toEqual({
      type: "(property) CompanyDetailResponseData.createdAt: Date",
      doc: "When it was created.",
    });
  });
});
