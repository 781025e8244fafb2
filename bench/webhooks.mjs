// Verifying one webhook with a body of 2 KB: ours beside the official verifier, Stripe's, Svix's and Octokit's, and beside
// the floor, which is `createHmac` and `timingSafeEqual` with nothing checked but the signature. Contenders take turns
// in many short rounds, of which the least counts, because the machine may be busy.
import { createHmac, timingSafeEqual } from "node:crypto";
import { verify as verifyOctokit } from "@octokit/webhooks-methods";
import { signWebhook, verifyWebhook } from "@schematic/webhooks";
import { verifySignature } from "@schematic/webhooks/node";
import * as official from "@schematichq/schematic-typescript-node";
import Stripe from "stripe";
import { Webhook } from "svix";
import { runIfMain } from "./harness.mjs";

const CALLS = 500;
const ROUNDS = 120;
const WARM_UP = 10;
const BODY_BYTES = 2_048;
const FLOOR = "createHmac + timingSafeEqual";

const secret = "whsec_0123456789abcdef0123456789abcdef";
/** Many different bodies: with one alone, the engine computes the text to sign once for all calls. */
const texts = Array.from({ length: 64 }, (_, index) => {
  const bare = JSON.stringify({ action: "company.updated", body: { id: `comp_${100 + index}`, name: "" } });
  return bare.replace('""', `"${"x".repeat(BODY_BYTES - bare.length)}"`);
});

function floor(body, signature, timestamp) {
  const expected = createHmac("sha256", secret).update(body).update(`+${timestamp}`).digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, "hex"))) throw new Error("bad signature");
}

const stripe = new Stripe("sk_test_bench").webhooks;
const svix = new Webhook(`whsec_${Buffer.from(secret).toString("base64")}`);

function svixHeaders(text) {
  const now = new Date();
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return { "svix-id": "msg_1", "svix-timestamp": timestamp, "svix-signature": svix.sign("msg_1", now, text) };
}

/** A webhook as each service signs it, with the body as `form` makes it. */
async function webhookOf(text, form) {
  const signed = await signWebhook(text, { secret });
  const headers = Object.fromEntries(new Headers(signed.headers));
  return {
    body: form(text),
    headers,
    signature: headers["x-schematic-webhook-signature"],
    timestamp: headers["x-schematic-webhook-timestamp"],
    stripe: stripe.generateTestHeaderString({ payload: text, secret }),
    svix: svixHeaders(text),
    octokit: `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`,
  };
}

const contenders = {
  [FLOOR]: ({ body, signature, timestamp }) => floor(body, signature, timestamp),
  "schematic verifySignature": ({ body, signature, timestamp }) => verifySignature(body, signature, timestamp, secret),
  "schematic verifyWebhook (parsed, typed)": ({ body, headers }) => verifyWebhook({ headers, body }, { secret }),
  "official verifySignature": ({ body, signature, timestamp }) =>
    official.verifySignature(body, signature, timestamp, secret),
  "official verifyWebhookSignature": ({ body, headers }) => official.verifyWebhookSignature({ headers }, secret, body),
  "stripe constructEvent (parsed)": (webhook) => stripe.constructEvent(webhook.body, webhook.stripe, secret),
  "svix verify (parsed)": (webhook) => svix.verify(webhook.body, webhook.svix),
  "octokit verify (text only)": (webhook) => verifyOctokit(secret, webhook.body, webhook.octokit),
};

async function microsPerCall(call, webhooks) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < CALLS; i++) {
    const result = call(webhooks[i % webhooks.length]);
    if (result instanceof Promise) await result;
  }
  return Number(process.hrtime.bigint() - start) / 1000 / CALLS;
}

async function table(title, form) {
  const webhooks = await Promise.all(texts.map((text) => webhookOf(text, form)));
  const isText = typeof webhooks[0].body === "string";
  const entries = Object.entries(contenders).filter(([name]) => isText || !name.includes("text only"));
  const least = new Map();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, call] of entries) {
      const micros = await microsPerCall(call, webhooks);
      if (round >= WARM_UP) least.set(name, Math.min(micros, least.get(name) ?? Number.POSITIVE_INFINITY));
    }
  }
  return { title, unit: "µs per call", base: FLOOR, rows: [...least].map(([name, value]) => ({ name, value })) };
}

export async function run() {
  return [
    await table("Verifying a webhook of 2 KB, text", (text) => text),
    await table("Verifying a webhook of 2 KB, bytes", (text) => Buffer.from(text)),
  ];
}

await runIfMain(import.meta, run);
