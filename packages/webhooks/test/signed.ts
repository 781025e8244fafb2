import { signWebhook, type VerifyOptions, verifyWebhook, type WebhookInput } from "@schematic/webhooks";

export const secret = "whsec_test_1";

export const companyUpdated = {
  action: "company.updated",
  object_type: "company",
  account_id: "acct_1",
  environment_id: "env_1",
  company_id: "comp_1",
  body: { id: "comp_1", name: "Acme" },
};

/** A `Request` signed with `secret` now, or `ageMs` ago. */
export async function signedRequest(event: unknown = companyUpdated, ageMs = 0): Promise<Request> {
  const signed = await signWebhook(event, { secret, now: () => Date.now() - ageMs });
  return new Request("http://localhost/webhooks", { method: "POST", ...signed });
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`resolved to ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

/** What `verifyWebhook` rejects with. */
export const refusalOf = (input: WebhookInput, options: Partial<VerifyOptions> = {}): Promise<unknown> =>
  rejection(verifyWebhook(input, { secret, ...options }));

/** Lets everything happen that waits for nothing outside the process, however slow the machine is. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
}
