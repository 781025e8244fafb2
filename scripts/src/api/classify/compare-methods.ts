import { type Method, methodsOf, querySchema } from "../emit/api.ts";
import type { Document } from "../openapi/document.ts";
import type { Change } from "./change.ts";
import { compareSchema } from "./compare-members.ts";

/** The differences between the methods of two documents. A method is known by its verb and path, so that a new name is a renaming. */
export function compareMethods(before: Document, after: Document): Change[] {
  const old = byPlace(before);
  const now = byPlace(after);
  const changes: Change[] = [];
  for (const place of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(place), now.get(place)];
    if (was === undefined && is !== undefined)
      changes.push({ bump: "minor", text: `\`${label(is)}\` is new (${place}).` });
    else if (is === undefined && was !== undefined)
      changes.push({ bump: "major", text: `\`${label(was)}\` is gone (${place}).` });
    else if (was !== undefined && is !== undefined) changes.push(...compareMethod(was, is));
  }
  return changes;
}

const label = (method: Method): string => `${method.resource}.${method.name}`;

/** Names of path parameters do not matter: they are positional. */
function byPlace(document: Document): Map<string, Method> {
  return new Map(
    methodsOf(document).map((method) => [`${method.verb} ${method.path.replace(/\{\w+\}/g, "{}")}`, method]),
  );
}

function compareMethod(before: Method, after: Method): Change[] {
  const name = `\`${label(after)}\``;
  const major = (text: string): Change => ({ bump: "major", text });
  const changes: Change[] = [];
  if (label(before) !== label(after)) changes.push(major(`\`${label(before)}\` is called ${name} now.`));
  for (const alias of before.aliases)
    if (!after.aliases.includes(alias)) changes.push(major(`${name} has lost its other name \`${alias}\`.`));
  if (before.body !== after.body)
    changes.push(major(`${name} takes ${after.body ?? "no body"} instead of ${before.body ?? "no body"}.`));
  if (answer(before) !== answer(after))
    changes.push(major(`${name} answers ${answer(after)} instead of ${answer(before)}.`));
  if (before.paged && !after.paged) changes.push(major(`${name} is no longer paged.`));
  if (!before.paged && after.paged) changes.push({ bump: "minor", text: `${name} is paged and has \`iterate\`.` });
  if (before.adds !== after.adds || before.untilEmpty !== after.untilEmpty || before.status !== after.status)
    changes.push({ bump: "patch", text: `${name} behaves differently when repeated, paged or successful.` });
  return [...changes, ...compareQueries(before, after)];
}

function compareQueries(before: Method, after: Method): Change[] {
  // Without a query there is no request argument: options move by one place.
  if (before.query.length > 0 !== after.query.length > 0 && before.body === after.body && before.body === undefined)
    return [
      { bump: "major", text: `\`${label(after)}\` takes ${after.query.length > 0 ? "a" : "no"} request argument.` },
    ];
  return compareSchema(label(after), querySchema(before), querySchema(after), { request: true, response: false });
}

const answer = (method: Method): string =>
  method.answer === "json" ? `${method.data ?? "anything"}${method.list ? "[]" : ""}` : method.answer;
