import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { stringify } from "yaml";
import { findDrift } from "../../src/api/find-drift.ts";
import { DocumentError } from "../../src/api/openapi/document.ts";
import { pull } from "../../src/api/pull-document.ts";
import { serveDocuments } from "./support/document-server.ts";
import { smallDocument, smallOverlay } from "./support/small-document.ts";
import { startWorkspace } from "./support/workspace.ts";

type Small = ReturnType<typeof smallDocument>;

let server: Awaited<ReturnType<typeof serveDocuments>>;
let workspace: Awaited<ReturnType<typeof startWorkspace>>;

beforeAll(async () => {
  server = await serveDocuments({});
});
afterAll(() => server.close());
beforeEach(async () => {
  workspace = await startWorkspace(smallDocument(), { "1.yaml": smallOverlay });
});
afterEach(() => workspace.remove());

/** Pulls the small document after a change. */
async function pullChanged(change: (document: Small) => void) {
  const document = smallDocument();
  change(document);
  const report = await pull(workspace.root, server.serve("/api.json", document));
  const files = await workspace.files();
  const changeset = report.files.find((path) => path.startsWith(".changeset/"));
  return { report, files, changeset: changeset === undefined ? undefined : files[changeset] };
}

const api = "packages/api/src/generated";

describe("pull", () => {
  it("writes nothing when the shape has not changed, whatever happened to the prose", async () => {
    const before = await workspace.files();
    const { report } = await pullChanged((document) => {
      document.info.description = "Other prose";
      document.paths["/pets"].get.summary = "Other prose";
    });
    expect(report).toEqual({ files: [], unmatched: [] });
    expect(await workspace.files()).toEqual(before);
  });

  it("takes an added operation as a minor change, generates it and says so in a changeset", async () => {
    const { report, files, changeset } = await pullChanged((document) => {
      Object.assign(document.paths, {
        "/pets/count": { get: { ...document.paths["/pets/{pet_id}"].get, operationId: "countPets" } },
      });
    });
    expect(report.classification?.bump).toBe("minor");
    expect(files[`${api}/resources.ts`]).toContain("countPets(");
    expect(files["openapi/upstream/pets.json"]).toContain('"/pets/count"');
    expect(changeset).toContain('"@schematic/api": minor');
    expect(changeset).toContain("`pets.countPets` is new (GET /pets/count)");
    expect(await findDrift(workspace.root)).toEqual([]);
  });

  it("takes a removed property as a major change", async () => {
    const { report, files, changeset } = await pullChanged((document) => {
      delete document.components.schemas.Pet?.required;
      Object.assign(document.components.schemas, { Owner: { type: "object", properties: { id: { type: "string" } } } });
    });
    expect(report.classification?.bump).toBe("major");
    expect(files[`${api}/models.ts`]).not.toContain("fullName");
    expect(changeset).toContain('"@schematic/api": major');
    expect(changeset).toContain("`Owner.fullName` is gone");
  });

  it("takes a renamed operation as a major change, called a renaming", async () => {
    const { report, changeset } = await pullChanged((document) => {
      document.paths["/pets/{pet_id}"].get.operationId = "fetchPet";
    });
    expect(report.classification?.bump).toBe("major");
    expect(changeset).toContain("`pets.getPet` is called `pets.fetchPet` now");
    expect(await findDrift(workspace.root)).toEqual([]);
  });

  it("takes a change of a schema that no operation reaches for a change", async () => {
    const { report, changeset } = await pullChanged((document) => {
      document.components.schemas.Unreached = { type: "object", properties: { id: { type: "string" } } };
    });
    expect(report.classification?.bump).toBe("major");
    expect(changeset).toContain("`Unreached.someValue` is gone");
  });

  it("takes other limits as a patch", async () => {
    const { report } = await pullChanged((document) => {
      document.components.schemas.Owner = {
        type: "object",
        required: ["id"],
        properties: { id: { type: "string" }, full_name: { type: "string", maxLength: 5 } },
      };
    });
    expect(report.classification?.bump).toBe("patch");
  });

  it("moves a resource's file away when the last operation leaves it", async () => {
    const { files } = await pullChanged((document) => {
      document.paths["/owners/{owner_id}"].get.tags = ["pets"];
    });
    expect(Object.keys(files)).not.toContain("openapi/upstream/owners.json");
  });

  it("reads YAML, and files", async () => {
    const document = smallDocument();
    const before = await workspace.files();
    await pull(workspace.root, server.serve("/api.yml", stringify(document)));
    await workspace.write("api.yml", stringify(document));
    await pull(workspace.root, `${workspace.root}/api.yml`);
    expect(await workspace.files()).toEqual({ ...before, "api.yml": stringify(document) });
  });

  it("gives the same changes the same changeset", async () => {
    const rename = (document: Small) => {
      document.paths["/pets"].post.operationId = "addPet";
    };
    const first = await pullChanged(rename);
    await workspace.remove();
    workspace = await startWorkspace(smallDocument(), { "1.yaml": smallOverlay });
    expect((await pullChanged(rename)).report.files).toEqual(first.report.files);
  });

  it("reports documentation that has lost its place", async () => {
    const optional = smallOverlay.replace("actions:", "x-optional: true\nactions:").replace('"/pets"', '"/gone"');
    await workspace.write("openapi/overlays/2.yaml", optional);
    const { report } = await pullChanged(() => {});
    expect(report.unmatched).toEqual(['2.yaml: the action on $.paths["/gone"].get matches nothing.']);
  });
});

describe("a pull of something that cannot be used leaves every file as it was", () => {
  const broken: [string, string, (document: Small) => unknown][] = [
    ["a page of HTML", "not OpenAPI 3.x|not an object", () => "<html><body>Sign in</body></html>"],
    ["text that is neither JSON nor YAML", "neither JSON nor YAML", () => '{"openapi": '],
    ["Swagger 2.0", "not OpenAPI 3.x", () => ({ swagger: "2.0", paths: {} })],
    ["OpenAPI 4", "not OpenAPI 3.x", (document) => ({ ...document, openapi: "4.0.0" })],
    ["no paths", "no paths", (document) => ({ ...document, paths: {} })],
    [
      "a broken reference",
      "leads nowhere",
      (document) => {
        document.components.schemas.Pet = { allOf: [{ $ref: "#/components/schemas/Missing" }] };
        return document;
      },
    ],
    [
      "a reference to elsewhere",
      "leads nowhere",
      (document) => {
        document.components.schemas.Pet = { $ref: "https://example.test/x.json" };
        return document;
      },
    ],
    [
      "a circle of references",
      "leads back to itself",
      (document) => {
        Object.assign(document.components.schemas, {
          A: { $ref: "#/components/schemas/B" },
          B: { $ref: "#/components/schemas/A" },
        });
        return document;
      },
    ],
    [
      "a duplicate operationId",
      String.raw`Duplicate operationId "getPet": GET /pets/\{pet_id\} and GET /owners/\{owner_id\}`,
      (document) => {
        document.paths["/owners/{owner_id}"].get.operationId = "getPet";
        return document;
      },
    ],
    [
      "an operation without a name",
      "no operationId",
      (document) => {
        Object.assign(document.paths["/pets"].get, { operationId: undefined });
        return document;
      },
    ],
    [
      "an operation without a tag",
      "no tag",
      (document) => {
        document.paths["/pets"].get.tags = [];
        return document;
      },
    ],
    [
      "a tag that is a path",
      "cannot be a member name",
      (document) => {
        document.paths["/pets"].get.tags = ["../../../evil"];
        return document;
      },
    ],
    [
      "an operation that an overlay expects and that is gone",
      String.raw`the action on \$\.paths\["/pets"\]\.get matches nothing`,
      (document) => {
        Object.assign(document.paths["/pets"], { get: undefined });
        return document;
      },
    ],
  ];

  it.each(broken)("%s", async (_, message, make) => {
    const before = await workspace.files();
    const address = server.serve("/broken", make(smallDocument()));
    const attempt = pull(workspace.root, address);
    await expect(attempt).rejects.toThrow(DocumentError);
    await expect(attempt).rejects.toThrow(new RegExp(message));
    expect(await workspace.files()).toEqual(before);
  });

  it.each([
    ["an address that nobody answers", () => "http://127.0.0.1:1/api.yml", "cannot be fetched"],
    ["an address that answers 404", () => server.url("/nowhere"), "it answered 404"],
    ["a file that is not there", () => "/nonexistent/api.yml", "cannot be read"],
  ])("%s", async (_, address, message) => {
    const before = await workspace.files();
    await expect(pull(workspace.root, address())).rejects.toThrow(message);
    expect(await workspace.files()).toEqual(before);
  });
});

describe("drift", () => {
  it("is found in an edited, a missing and a surplus file, of every package", async () => {
    const files = await workspace.files();
    const tables = `${api}/tables.ts`;
    await workspace.write(tables, `${files[tables]}// edited\n`);
    await workspace.write("packages/emulator/src/generated/old.ts", "export {};\n");
    await workspace.write(
      "openapi/upstream/pets.json",
      JSON.stringify(JSON.parse(files["openapi/upstream/pets.json"] ?? "")),
    );
    expect(await findDrift(workspace.root)).toEqual([
      "Out of date: openapi/upstream/pets.json",
      `Out of date: ${tables}`,
      "Out of date: packages/emulator/src/generated/old.ts",
    ]);
  });
});
