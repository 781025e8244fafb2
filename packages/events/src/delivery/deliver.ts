import type { Settings } from "../options.ts";
import { batchBody } from "./batch.ts";
import { answerOutcome, failureOutcome, type Outcome } from "./outcome.ts";

/** Makes the function that sends a batch once and says what came of it. It never rejects. */
export function createDeliver(settings: Settings): (texts: readonly string[]) => Promise<Outcome> {
  const { transport, apiKey } = settings;
  return async (texts) => {
    try {
      return answerOutcome(await transport.request({ method: "POST", path: "/batch", body: batchBody(apiKey, texts) }));
    } catch (error) {
      return failureOutcome(error, settings);
    }
  };
}
