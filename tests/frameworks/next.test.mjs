import { after, before, describe, it } from "node:test";
import { assertParsedBodyIsExplained, genuineCases, overflowCases, refusalCases } from "./cases.mjs";
import { closeClient } from "./client.mjs";
import { startNext } from "./next.mjs";

let next;
before(async () => {
  next = await startNext();
});
after(async () => {
  closeClient();
  await next?.stop();
});

for (const [name, path] of [
  ["Next, app router", "/webhooks/schematic"],
  ["Next, app router in the edge runtime", "/edge"],
  ["Next, pages router", "/api/webhooks/schematic"],
]) {
  describe(name, () => {
    genuineCases(() => next.target(path));
    refusalCases(() => next.target(path));
    overflowCases(() => next.target(path));
  });
}

describe("Next after the body was parsed", () => {
  it("says what to change in the app router", () =>
    assertParsedBodyIsExplained(next.target("/parsed"), "others with a Request"));
  it("says what to change in the pages router", () =>
    assertParsedBodyIsExplained(next.target("/api/parsed"), "export const config = { api: { bodyParser: false } }"));
});
