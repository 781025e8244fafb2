import { asError, type CheckContext } from "@schematic/api/core";
import { checkKeys, createContextMapper } from "./context.ts";
import type { OpenFeatureOptions } from "./options.ts";
import { createReadiness } from "./readiness.ts";
import { failed, toResolution } from "./resolution.ts";
import type { OpenFeatureClient, OpenFeatureProvider, ResolutionDetails } from "./types.ts";

/**
 * An OpenFeature provider for servers over a client: for `OpenFeature` of `@openfeature/server-sdk`. Making one starts
 * nothing. Throws `ConfigError` for options that cannot be used.
 *
 * @example
 * await OpenFeature.setProviderAndWait(openFeatureProvider(new Schematic({ apiKey })));
 * await OpenFeature.getClient().getBooleanValue("exports", false, { targetingKey: "u1", company: { id: "acme" } });
 */
export function openFeatureProvider(
  schematic: OpenFeatureClient,
  options: OpenFeatureOptions = {},
): OpenFeatureProvider {
  const contextOf = createContextMapper(options);
  const { closeClient = true } = options;
  const { events, initialize, onCheck } = createReadiness(schematic);
  return {
    metadata: { name: "schematic" },
    runsOn: "server",
    events,
    initialize,
    async onClose() {
      if (closeClient) await schematic.close();
    },
    async resolveBooleanEvaluation(flag, defaultValue, evaluationContext) {
      let context: CheckContext;
      try {
        context = contextOf(evaluationContext);
        checkKeys(context);
      } catch (error) {
        return failed(defaultValue, { errorCode: "INVALID_CONTEXT", errorMessage: asError(error).message });
      }
      const check = await schematic.checkFlagWithEntitlement(flag, context, { defaultValue });
      onCheck(check);
      return toResolution(check, defaultValue);
    },
    resolveStringEvaluation: mismatch,
    resolveNumberEvaluation: mismatch,
    resolveObjectEvaluation: mismatch,
    track(event, evaluationContext, { value: quantity, ...traits } = {}) {
      schematic.track({ event, ...contextOf(evaluationContext), quantity, traits });
    },
  };
}

/** Schematic's flags are on or off. */
async function mismatch<T>(flag: string, defaultValue: T): Promise<ResolutionDetails<T>> {
  const errorMessage = `${flag} is on or off: ask for its boolean value`;
  return failed(defaultValue, { errorCode: "TYPE_MISMATCH", errorMessage });
}
