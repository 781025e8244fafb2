import { answerError } from "./answer-error.ts";
import { createSender } from "./sender.ts";
import type { Transport, TransportOptions } from "./transport.ts";

/** Makes a transport: one service address, one key, one policy. Starts nothing. Throws `ConfigError` for options that cannot be used. */
export function createTransport(options: TransportOptions): Transport {
  const send = createSender(options);
  return {
    async request(request) {
      const answer = await send(request);
      if (answer.status < 200 || answer.status > 299) throw answerError(request, answer);
      return answer;
    },
  };
}
