export type { EngineOptions, RulesEngine, RulesOptions } from "./engine.ts";
export { createEngine, unreadable } from "./engine.ts";
export type { Entitlement } from "./entitlement.ts";
export { RulesEngineError } from "./error.ts";
export type { RulesengineCompany, RulesengineFlag, RulesengineUser } from "./generated/wire-types.ts";
export type { RulesResult, RuleType } from "./result.ts";
export type { RulesMismatch, RulesOutcome, ShadowOptions } from "./shadow.ts";
export { shadowEngine } from "./shadow.ts";
