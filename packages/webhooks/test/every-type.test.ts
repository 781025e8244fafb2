import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { verifyWebhook } from "@schematic/webhooks";
import { schemaReference } from "../../../scripts/src/api/openapi/document.ts";
import { prepare } from "../../../scripts/src/api/prepare.ts";
import { readOverlays, readUpstream } from "../../../scripts/src/api/workspace.ts";
import { type Fill, sample } from "../../api/test/support/sample.ts";
import { secret, signedRequest } from "./signed.ts";

const root = join(import.meta.dirname, "../../..");
const { document } = prepare(await readUpstream(root), await readOverlays(root));
const { enum: types = [], "x-bodies": bodies } = document.components.schemas.WebhookRequestType ?? {};
const schemas = new Map(Object.entries(bodies as Record<string, string>));

const bodyOf = async (type: string, body: unknown): Promise<unknown> =>
  (await verifyWebhook(await signedRequest({ action: type, body }), { secret })).body;

const bodySample = (type: string, fill: Fill) =>
  sample({ $ref: schemaReference(schemas.get(type) ?? "") }, { document, fill });

/** What JSON can say, without members that are `null`; dates are told from their text. */
const withoutNulls = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, item: unknown) => (item === null ? undefined : item));

describe("the body of every type of event in the API description", () => {
  it("is declared, except for those that the service does not describe", () => {
    const undeclared = types.map(String).filter((type) => !schemas.has(type));
    expect(undeclared).toEqual(["credit.limit.reached", "credit.limit.warning", "test.send"]);
  });

  it.each([...schemas.keys()])("%s is decoded whole, in the spelling of the wire and in camelCase", async (type) => {
    for (const fill of ["full", "required"] as const) {
      const { wire, typed } = bodySample(type, fill);
      expect(await bodyOf(type, wire)).toEqual(typed);
      expect(await bodyOf(type, typed)).toEqual(typed);
    }
  });

  it.each([...schemas.keys()])("%s has no member that the wire has as null", async (type) => {
    const { wire, typed } = bodySample(type, "null");
    expect(withoutNulls(await bodyOf(type, wire))).toEqual(withoutNulls(typed));
    expect(Object.values((await bodyOf(type, wire)) as object)).not.toContain(null);
  });
});
