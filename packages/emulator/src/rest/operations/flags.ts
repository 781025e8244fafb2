import { notFound } from "../../http/http-error.ts";
import { type FlagInput, putFlag } from "../../operations/catalog.ts";
import { type RuleInput, setRules } from "../../operations/rules.ts";
import type { FlagRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import { flagSummary, flagView, ruleView } from "../../views/flags.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, matches, page } from "../query.ts";

function flag(state: State, id: string | undefined): FlagRow {
  const row = state.store.get("flags", id ?? "");
  if (!row) throw notFound("flag");
  return row;
}

function listed(state: State, { query }: OperationRequest): FlagRow[] {
  const [ids, featureId] = [query.texts("ids"), query.text("feature_id")];
  return state.store
    .list("flags")
    .filter((row) => among(ids, row.id) && (featureId === undefined || row.feature_id === featureId))
    .filter((row) => matches(query, [row.id, row.key, row.name]));
}

/** Flags and their rules. */
export const flagHandlers: Handlers = {
  createFlag: ({ body }, { state }) =>
    flagView(state, putFlag(state, { ...body, id: undefined } as unknown as FlagInput)),
  getFlag: ({ path }, { state }) => flagView(state, flag(state, path.flag_id)),
  updateFlag: ({ path, body }, { state }) =>
    flagView(state, putFlag(state, body as unknown as FlagInput, flag(state, path.flag_id))),
  listFlags: (request, { state }) => page(listed(state, request), request.query).map((row) => flagView(state, row)),
  countFlags: (request, { state }) => ({ count: listed(state, request).length }),
  deleteFlag: ({ path }, { state }) => {
    state.store.delete("flags", flag(state, path.flag_id).id);
    return { deleted: true };
  },
  updateFlagRules: ({ path, body }, { state }) => {
    const row = setRules(state, flag(state, path.flag_id), body.rules as RuleInput[]);
    return { flag: flagSummary(row), rules: row.rules.map((rule) => ruleView(state, row, rule)) };
  },
};
