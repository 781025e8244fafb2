import { camelCase } from "../emit/names.ts";
import { renderType, wireSpelling } from "../emit/render-type.ts";
import type { Schema } from "../openapi/document.ts";
import type { Bump, Change } from "./change.ts";

/** Which way values of a schema travel: what breaks a reader is not what breaks a writer. */
export interface Direction {
  readonly request: boolean;
  readonly response: boolean;
}

/** The differences between two versions of one schema, as users of its type meet them. */
export function compareSchema(name: string, before: Schema, after: Schema, direction: Direction): Change[] {
  if (before.properties !== undefined && after.properties !== undefined)
    return compareMembers(name, before, after, direction);
  if (before.enum !== undefined && after.enum !== undefined) return compareEnum(name, before.enum, after.enum);
  return compareType(`\`${name}\``, before, after, direction);
}

function compareEnum(name: string, before: readonly unknown[], after: readonly unknown[]): Change[] {
  const added = after.filter((value) => !before.includes(value));
  const removed = before.filter((value) => !after.includes(value));
  return [
    ...added.map((value): Change => ({ bump: "minor", text: `\`${name}\` can be \`${value}\`.` })),
    ...removed.map((value): Change => ({ bump: "major", text: `\`${name}\` can no longer be \`${value}\`.` })),
  ];
}

function compareMembers(name: string, before: Schema, after: Schema, direction: Direction): Change[] {
  const changes: Change[] = [];
  const members = { ...before.properties, ...after.properties };
  for (const wire of Object.keys(members)) {
    const old = before.properties?.[wire];
    const now = after.properties?.[wire];
    const label = `\`${name}.${camelCase(wire)}\``;
    const needed = after.required?.includes(wire) === true;
    if (old === undefined) changes.push(addition(label, needed && direction.request));
    else if (now === undefined) changes.push({ bump: "major", text: `${label} is gone.` });
    else {
      changes.push(...compareNeed(label, before.required?.includes(wire) === true, needed, direction));
      changes.push(...compareType(label, old, now, direction));
    }
  }
  return changes;
}

const addition = (label: string, demanded: boolean): Change =>
  demanded ? { bump: "major", text: `${label} is new and required.` } : { bump: "minor", text: `${label} is new.` };

function compareNeed(label: string, before: boolean, after: boolean, { request, response }: Direction): Change[] {
  if (before === after) return [];
  const breaks = after ? request : response;
  return [{ bump: breaks ? "major" : "minor", text: `${label} is ${after ? "required" : "optional"} now.` }];
}

function compareType(label: string, before: Schema, after: Schema, { request }: Direction): Change[] {
  const [old, now] = [typeText(before), typeText(after)];
  if (old !== now) return [{ bump: "major", text: `${label} is \`${now}\` instead of \`${old}\`.` }];
  if ((before.nullable === true) !== (after.nullable === true)) {
    const bump: Bump = before.nullable === true && request ? "major" : "minor";
    return [{ bump, text: `${label} ${after.nullable === true ? "can" : "can no longer"} be null.` }];
  }
  if (facts(before) === facts(after)) return [];
  return [{ bump: "patch", text: `${label} has other limits.` }];
}

const typeText = (schema: Schema): string =>
  schema.type === "string" && schema.format === "date-time" ? "Date" : renderType(schema, wireSpelling);

function facts({ description: _, ...schema }: Schema): string {
  return JSON.stringify(schema, Object.keys(schema).sort());
}
