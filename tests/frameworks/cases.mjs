// What must hold in every framework. `target()` is `{ url, printed(text) }`: the recipe prints the company's name.
import assert from "node:assert/strict";
import { it } from "node:test";
import { closeClient, companyUpdated, send, signed, uniqueName } from "./client.mjs";

const SIGNATURE = "X-Schematic-Webhook-Signature";
const TIMESTAMP = "X-Schematic-Webhook-Timestamp";

async function assertHandled(target, name, request) {
  const { status, text } = await send(target.url, request);
  assert.deepEqual({ status, text }, { status: 204, text: "" });
  assert.equal(await target.printed(name), 1);
}

async function assertRefused(target, name, { request, status, code }) {
  const answer = await send(target.url, request);
  assert.deepEqual([answer.status, JSON.parse(answer.text).code], [status, code]);
  assert.equal(await target.printed(name, 0), 0);
  return JSON.parse(answer.text).error;
}

/** Signs an event of a new name, lets `change` alter the request, and expects the refusal. */
async function assertChangeRefused(target, change, { status, code, ageSeconds = 0 }) {
  const name = uniqueName();
  const request = await signed(companyUpdated(name), ageSeconds);
  return assertRefused(target, name, { request: change(request), status, code });
}

const withHeaders = (change) => (request) => ({ ...request, headers: change({ ...request.headers }) });
const without = (header) => withHeaders(({ [header]: _, ...headers }) => headers);
const twice = (header) => withHeaders((headers) => ({ ...headers, [header]: [headers[header], headers[header]] }));
const unchanged = (request) => request;

/** A genuine body that is no event: it shows that the very bytes were verified, for else the signature would be wrong. */
async function assertGenuineButNoEvent(target, request) {
  const { status, text } = await send(target.url, request);
  assert.deepEqual([status, JSON.parse(text).code], [400, "malformed"]);
  assert.match(JSON.parse(text).error, /the signature is right/);
}

export function genuineCases(target) {
  it("handles a good webhook", async () => {
    const name = uniqueName();
    await assertHandled(target(), name, await signed(companyUpdated(name)));
  });
  it("handles a webhook without a content type, or with another", async () => {
    for (const type of [
      undefined,
      "text/plain",
      "application/x-www-form-urlencoded",
      "application/json; charset=utf-16",
    ]) {
      const name = uniqueName();
      const { headers, body } = await signed(companyUpdated(name));
      const { "Content-Type": _, ...others } = headers;
      await assertHandled(target(), name, { headers: type ? { ...others, "Content-Type": type } : others, body });
    }
  });
  it("handles one whose headers and hex are in another case", async () => {
    const name = uniqueName();
    const { headers, body } = await signed(companyUpdated(name));
    const odd = {
      "x-SCHEMATIC-webhook-signature": headers[SIGNATURE].toUpperCase(),
      "X-SCHEMATIC-WEBHOOK-TIMESTAMP": headers[TIMESTAMP],
    };
    await assertHandled(target(), name, { headers: { "content-TYPE": "application/json", ...odd }, body });
  });
  it("handles UTF-8, and JSON whose spacing and order no parser would keep", async () => {
    const name = uniqueName("Café ☕ 🚀 \u2028");
    const body = ` {\n"body" : {"name":${JSON.stringify(name)}, "id":"comp_1", "user_count":1.0e0},"action":"company.updated"}\n\n`;
    await assertHandled(target(), name, await signed(body));
  });
  it("handles a body of 1 MB", async () => {
    const name = uniqueName();
    const request = await signed(companyUpdated(name, { traits: { text: "é".repeat(512 * 1024) } }));
    assert.ok(Buffer.byteLength(request.body) > 1024 * 1024);
    await assertHandled(target(), name, request);
  });
  it("handles a chunked body, cut within a character", async () => {
    const name = uniqueName("☕");
    const { headers, body } = await signed(companyUpdated(name));
    const bytes = Buffer.from(body);
    const cut = bytes.indexOf("☕") + 1;
    const chunks = [bytes.subarray(0, 7), bytes.subarray(7, cut), bytes.subarray(cut)];
    await assertHandled(target(), name, { headers: { ...headers, "Transfer-Encoding": "chunked" }, chunks });
  });
  it("verifies the exact bytes of a binary body", async () => {
    await assertGenuineButNoEvent(target(), await signed(Uint8Array.from({ length: 256 }, (_, byte) => byte)));
  });
  it("verifies an empty body, declared or not", async () => {
    const { headers } = await signed("");
    await assertGenuineButNoEvent(target(), { headers, body: "" });
    await assertGenuineButNoEvent(target(), { headers: { ...headers, "Transfer-Encoding": "chunked" } });
  });
}

export function refusalCases(target) {
  const refuses = (what, change, refusal) =>
    it(`refuses ${what}`, async () => {
      await assertChangeRefused(target(), change, refusal);
    });
  refuses("a forged body", (request) => ({ ...request, body: `${request.body} ` }), {
    status: 401,
    code: "bad-signature",
  });
  refuses(
    "a forged signature",
    withHeaders((headers) => ({ ...headers, [SIGNATURE]: "0".repeat(64) })),
    {
      status: 401,
      code: "bad-signature",
    },
  );
  refuses(
    "a captured webhook with a new timestamp",
    withHeaders((headers) => ({ ...headers, [TIMESTAMP]: String(Math.floor(Date.now() / 1000)) })),
    {
      status: 401,
      code: "bad-signature",
      ageSeconds: 3600,
    },
  );
  refuses("an old webhook", unchanged, { status: 401, code: "expired", ageSeconds: 330 });
  refuses("a webhook of the future", unchanged, { status: 401, code: "expired", ageSeconds: -330 });
  for (const header of [SIGNATURE, TIMESTAMP]) {
    refuses(`a missing ${header}`, without(header), { status: 400, code: "missing-header" });
    refuses(`a duplicated ${header}`, twice(header), { status: 400, code: "malformed" });
  }
  refuses(
    "a signature in another form",
    withHeaders((headers) => ({ ...headers, [SIGNATURE]: `${headers[SIGNATURE]}zz` })),
    {
      status: 400,
      code: "malformed",
    },
  );
  it("handles a replayed webhook once, though acknowledging it twice", async () => {
    const name = uniqueName();
    const request = await signed(companyUpdated(name));
    await assertHandled(target(), name, request);
    await assertHandled(target(), name, request);
  });
  it("serves nothing but POST", async () => {
    const { status } = await send(target().url, { method: "GET" });
    assert.ok([404, 405].includes(status), `status ${status}`);
  });
}

export function overflowCases(target) {
  it("refuses a body over the limit, and still serves the connection", async () => {
    const { headers } = await signed("");
    const chunks = Array.from({ length: 5 }, () => "x".repeat(1024 * 1024));
    const { status } = await send(target().url, { headers: { ...headers, "Transfer-Encoding": "chunked" }, chunks });
    assert.equal(status, 413);
    // Hono's Node server cuts the connection half a second after such an answer, of its own accord.
    if (target().cutsOverflow) closeClient();
    const name = uniqueName();
    await assertHandled(target(), name, await signed(companyUpdated(name)));
  });
}

/** A route where something else parsed the body first: a good webhook is not handled, and the answer says what to change. */
export async function assertParsedBodyIsExplained(target, advice) {
  const error = await assertChangeRefused(target, unchanged, { status: 500, code: "body-unavailable" });
  assert.ok(error.includes(advice), error);
}

/** A good webhook is handled. */
export async function assertServes(target) {
  const name = uniqueName();
  await assertHandled(target, name, await signed(companyUpdated(name)));
}
