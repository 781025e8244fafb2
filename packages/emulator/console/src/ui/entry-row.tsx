import type { CheckData, Entry, EventData } from "../live/entries.ts";
import type { Changes } from "../live/fold.ts";
import { nameOf, useNames } from "../live/names.tsx";
import { Tag, type Tone, Value } from "./blocks.tsx";
import { showInstant, showKeys, showNumber, showPeriod, showTime } from "./format.ts";

interface Shown {
  readonly mark: readonly [Tone, string];
  readonly title: string;
  readonly detail: string;
}

/** Whom an event was about: the names of those that were found, else the keys that nobody has. */
function whoOf(data: EventData, company: string | undefined, user: string | undefined): string {
  const asked = data.body.company as CheckData["req_company"];
  const unknown = data.type === "track" && !company && asked ? `no company has ${showKeys(asked)}` : undefined;
  return [company ?? unknown, user].filter(Boolean).join(" · ");
}

/** What a row is called. A counter is called by its event and period. */
function rowName({ table, id }: { readonly table: string; readonly id: string }): string {
  const [, event, period] = id.split("|");
  return table === "usage" && event && period ? `${event} ${showPeriod(period)}` : id;
}

const tableName = (table: string): string => table.replaceAll("_", " ");

const statusTone = (status: number): Tone => (status >= 500 || status === 0 ? "bad" : status >= 400 ? "warn" : "quiet");

function showEvent(data: EventData, who: string): Shown {
  const many = data.quantity === 1 ? "" : ` × ${showNumber(data.quantity)}`;
  const failed = data.status === "failed";
  return {
    mark: [failed ? "bad" : "info", data.type.replaceAll("_", " ")],
    title: `${data.subtype ?? ""}${many}` || who,
    detail: failed ? (data.error_message ?? "failed") : who,
  };
}

/** Who a check was for: the names of those that were found, else the keys that were asked with. */
function subjectOf(data: CheckData, company: string | undefined, user: string | undefined): string {
  const parts = [company ?? showKeys(data.req_company), user ?? showKeys(data.req_user)];
  return parts.filter(Boolean).join(" · ") || "nobody in particular";
}

const ruleTypes: Readonly<Record<string, string>> = {
  plan_entitlement: "plan",
  plan_entitlement_usage_exceeded: "plan, used up",
  company_override: "override",
  company_override_usage_exceeded: "override, used up",
  global_override: "for everyone",
  standard: "rule",
  default: "default rule",
};

function CheckRow({ data }: { readonly data: CheckData }) {
  const { companies, users } = useNames();
  const who = subjectOf(data, nameOf(companies, data.company_id), nameOf(users, data.user_id));
  return (
    <>
      <div class="entry-line">
        <Value on={data.value} />
        <strong>{data.flag}</strong>
        <span class="by">{data.source === "client" ? "in a client" : "via the API"}</span>
      </div>
      <div class="entry-detail">{who}</div>
      <div class="entry-detail">
        {data.error ?? data.reason} {data.rule_type && <Tag>{ruleTypes[data.rule_type] ?? data.rule_type}</Tag>}
      </div>
    </>
  );
}

/** Everything but checks, in one mark and two texts. */
function show(entry: Exclude<Entry | Changes, { type: "check" }>, who: (event: EventData) => string): Shown {
  switch (entry.type) {
    case "event":
      return showEvent(entry.data, who(entry.data));
    case "delivery": {
      const { status, request_type, response_code, url } = entry.data;
      const tone = status === "success" ? "good" : status === "failure" ? "bad" : "warn";
      return {
        mark: [tone, "webhook"],
        title: request_type,
        detail: `${response_code ?? "no answer"} from ${new URL(url).host}`,
      };
    }
    case "client":
      return { mark: ["info", "client"], title: entry.data.event, detail: entry.data.client ?? "datastream client" };
    case "request": {
      const { method, path, operation, status, ms } = entry.data;
      const detail = `${operation ?? "no operation"}, ${ms} ms`;
      return { mark: [statusTone(status), status === 0 ? "cut" : String(status)], title: `${method} ${path}`, detail };
    }
    case "unemulated":
      return {
        mark: ["warn", "not emulated"],
        title: entry.data.operation,
        detail: `${entry.data.method} ${entry.data.path}`,
      };
    case "clock":
      return {
        mark: ["info", "clock"],
        title: showInstant(entry.data.now),
        detail: entry.data.frozen ? "frozen" : "running",
      };
    case "faults":
      return { mark: ["warn", "faults"], title: `${entry.data.faults.length} in force`, detail: "" };
    case "changes": {
      const tables = entry.tables.map(([table, count]) => `${tableName(table)}${count > 1 ? ` × ${count}` : ""}`);
      return { mark: ["quiet", "changed"], title: "", detail: tables.join(", ") };
    }
    case "change":
      return {
        mark: ["quiet", entry.data.kind],
        title: tableName(entry.data.table),
        detail: rowName(entry.data),
      };
  }
}

/** One thing that happened. */
export function EntryRow({ entry }: { readonly entry: Entry | Changes }) {
  const { companies, users } = useNames();
  const who = (data: EventData): string => whoOf(data, nameOf(companies, data.company_id), nameOf(users, data.user_id));
  const time = <time dateTime={entry.at}>{showTime(entry.at)}</time>;
  if (entry.type === "check")
    return (
      <li class="entry">
        {time}
        <CheckRow data={entry.data} />
      </li>
    );
  const { mark, title, detail } = show(entry, who);
  return (
    <li class="entry">
      {time}
      <div class="entry-line">
        <Tag tone={mark[0]}>{mark[1]}</Tag>
        {title === "" ? <span class="by">{detail}</span> : <strong>{title}</strong>}
      </div>
      {title !== "" && detail !== "" && <div class="entry-detail">{detail}</div>}
    </li>
  );
}
