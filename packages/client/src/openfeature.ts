export type { OpenFeatureOptions } from "./openfeature/options.ts";
export { openFeatureProvider } from "./openfeature/provider.ts";
export type {
  EvaluationContext,
  EvaluationContextValue,
  FlagMetadata,
  OpenFeatureClient,
  OpenFeatureProvider,
  ProviderEmitter,
  ProviderEventHandler,
  ResolutionDetails,
} from "./openfeature/types.ts";
