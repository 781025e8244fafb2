export type { Clock } from "./clock.ts";
export type { ClientView } from "./datastream/client-view.ts";
export { type Emulator, startEmulator } from "./emulator.ts";
export type { EmulatorState } from "./emulator-state.ts";
export type { Fault, FaultEffect, FaultInput, FaultKind, FaultSet, FaultTarget } from "./faults/faults.ts";
export type { Feed, FeedEntry } from "./feed.ts";
export type { EmulatorOptions } from "./options.ts";
export { SeedError } from "./seed/references.ts";
export type { Seed } from "./seed/seed.ts";
