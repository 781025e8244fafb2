import type { Keys, Traits } from "@schematic/api/core";
import { Refusal } from "./refusal.ts";

// One bad value makes the service refuse the whole batch that it is in, so each event is checked before it joins one.

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkKeys(name: string, keys: Keys): boolean {
  if (!isObject(keys)) throw new Refusal(`${name} must be an object`);
  let isEmpty = true;
  for (const key in keys) {
    isEmpty = false;
    if (typeof keys[key] !== "string") throw new Refusal(`every value of ${name} must be a string`);
  }
  return isEmpty;
}

/** Keys that may be absent. Throws `Refusal` for what the service would not take. */
export function optionalKeys(name: string, keys: Keys | null | undefined): Keys | undefined {
  if (keys === undefined || keys === null) return undefined;
  checkKeys(name, keys);
  return keys;
}

/** Keys that must say something. Throws `Refusal`. */
export function requiredKeys(name: string, keys: Keys): Keys {
  if (checkKeys(name, keys)) throw new Refusal(`${name} must not be empty`);
  return keys;
}

/** Throws `Refusal` for traits that are no object. */
export function optionalTraits(traits: Traits | null | undefined): Traits | undefined {
  if (traits === undefined || traits === null) return undefined;
  if (!isObject(traits)) throw new Refusal("traits must be an object");
  return traits;
}

/** Throws `Refusal` for a name that is no string. */
export function optionalName(name: string | null | undefined): string | undefined {
  if (name === undefined || name === null) return undefined;
  if (typeof name !== "string") throw new Refusal("name must be a string");
  return name;
}
