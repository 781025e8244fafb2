import { describe, expect, it } from "@jest/globals";
import ts from "typescript";
import { normalise } from "../../../src/api/openapi/normalise.ts";
import { parseOverlay } from "../../../src/api/openapi/overlay.ts";
import { renderOutputs } from "../../../src/api/outputs.ts";
import { prepare } from "../../../src/api/prepare.ts";
import { smallDocument } from "../support/small-document.ts";

const texts = [
  "*/ evil(); /*",
  '"; evil(); "',
  "'+evil()+'",
  "`$" + "{evil()}`",
  "\\",
  "\n evil();",
  "\u2028evil()",
  "<script>evil()</script>",
  "__proto__",
];

async function render() {
  const document = smallDocument();
  Object.assign(document.components.schemas, {
    Kind: { type: "string", enum: texts },
    Single: { type: "string", enum: [texts[0]] },
    WebhookRequestType: { type: "string", enum: texts },
    Odd: { type: "object", properties: { "a-b.c": { type: "string" }, $x: { type: "string" } } },
  });
  Object.assign(document.components.schemas.CreatePetRequestBody?.properties ?? {}, {
    single: { $ref: "#/components/schemas/Single" },
  });
  document.components.schemas.CreatePetRequestBody = {
    ...document.components.schemas.CreatePetRequestBody,
    required: ["single"],
  };
  const description = JSON.stringify(texts.join("\n"));
  const overlay = parseOverlay(
    "1.yaml",
    `overlay: 1.0.0\nactions:\n  - { target: $.components.schemas.Owner, update: { description: ${description} } }\n  - { target: '$.paths["/pets"].get', update: { summary: ${description} } }\n`,
  );
  return renderOutputs(prepare(normalise(document), [overlay]).document);
}

/** Everything in a file that would run. */
function runnable(text: string): string[] {
  const file = ts.createSourceFile("generated.ts", text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isTemplateExpression(node) || ts.isExpressionStatement(node))
      found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe("texts of a document", () => {
  it("never become code in any generated file, nor end a comment", async () => {
    for (const [path, text] of Object.entries(await render())) {
      const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true, fileName: path });
      expect([path, diagnostics.map((found) => found.messageText)]).toEqual([path, []]);
      expect([path, runnable(text)]).toEqual([path, []]);
    }
  });

  it("keep their values", async () => {
    const { "packages/api/src/generated/models.ts": models = "" } = await render();
    expect(models).toContain(JSON.stringify(texts[1]));
    expect(models).toContain('"a-b.c"?: string');
  });
});
