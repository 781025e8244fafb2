import { badRequest } from "../http/http-error.ts";
import type { EventRow } from "../state/rows.ts";

type Body = Readonly<Record<string, unknown>>;
/** What a member must be; `undefined`: it is sound. */
type Check = (value: unknown) => string | undefined;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text: Check = (value) => (typeof value === "string" ? undefined : "a text");
const filledText: Check = (value) =>
  typeof value === "string" && value !== "" ? undefined : "a text that is not empty";
const boolean: Check = (value) => (typeof value === "boolean" ? undefined : "true or false");
const number: Check = (value) => (typeof value === "number" ? undefined : "a number");
const map: Check = (value) => (isObject(value) ? undefined : "an object");
const textMap: Check = (value) =>
  isObject(value) && Object.values(value).every((each) => typeof each === "string") ? undefined : "an object of texts";
const keys: Check = (value) =>
  textMap(value) === undefined && Object.keys(value as object).length > 0 ? undefined : "an object of texts, not empty";
const optional =
  (check: Check): Check =>
  (value) =>
    value === null || value === undefined ? undefined : check(value);

const described = { keys, name: optional(text), traits: optional(map) };
const tracked = { company: optional(textMap), user: optional(textMap), traits: optional(map) };

const shapes: Readonly<Record<EventRow["type"], Readonly<Record<string, Check>>>> = {
  identify: { ...described, company: optional(map) },
  track: { event: filledText, ...tracked },
  flag_check: { flag_key: text, reason: text, value: boolean },
  inference: {
    ...tracked,
    company: textMap,
    provider: text,
    response_model: text,
    input_tokens: number,
    output_tokens: number,
  },
};

function checkMembers(shape: Readonly<Record<string, Check>>, value: Body, at: string): void {
  for (const [member, check] of Object.entries(shape)) {
    const wanted = check(value[member]);
    if (wanted !== undefined) throw badRequest(`${at}.${member} must be ${wanted}`);
  }
}

/** Throws 400 for a body that no event of the type has. */
export function checkEventBody(type: EventRow["type"], body: Body): void {
  checkMembers(shapes[type], body, "body");
  if (type === "identify" && isObject(body.company)) checkMembers(described, body.company, "body.company");
}
