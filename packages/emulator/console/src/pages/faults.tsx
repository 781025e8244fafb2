import type { Fault, FaultInput } from "../api/emulator.ts";
import { admin } from "../api/request.ts";
import { useFaults } from "../live/use-faults.ts";
import { Card, Empty, PageHead, Tag } from "../ui/blocks.tsx";
import { Button } from "../ui/controls.tsx";
import { showNumber } from "../ui/format.ts";
import { act } from "../ui/notices.ts";
import { FaultForm } from "./fault-form.tsx";

const presets: readonly (readonly [title: string, what: string, faults: readonly FaultInput[]])[] = [
  ["Total outage", "Every connection is refused and open streams are cut", [{ target: "all", kind: "refuse" }]],
  ["The API answers 500", "Checks and all other calls fail", [{ target: "rest", kind: "status", status: 500 }]],
  ["Slow API", "Every answer takes 2 seconds", [{ target: "rest", kind: "latency", delay_ms: 2_000 }]],
  [
    "Rate limit",
    "429, try again in 5 seconds",
    [{ target: "rest", kind: "status", status: 429, retry_after_seconds: 5 }],
  ],
  ["Capture is down", "Events are refused with 503", [{ target: "capture", kind: "status", status: 503 }]],
  [
    "Answers get lost",
    "Calls are done, but half of the answers never come",
    [{ target: "rest", kind: "drop", probability: 0.5 }],
  ],
  ["Stream hangs", "The datastream stays open but is dead", [{ target: "datastream", kind: "hang" }]],
  ["Stream refused", "The datastream answers 503", [{ target: "datastream", kind: "status", status: 503 }]],
];

const targets: Readonly<Record<string, string>> = {
  all: "everything",
  rest: "the API",
  capture: "event capture",
  datastream: "the datastream",
};

/** A fault in words. */
function describe({ target, kind, delay_ms, status, retry_after_seconds, path, probability, times }: Fault): string {
  const what = {
    latency: `answers ${showNumber(delay_ms ?? 1_000)} ms later`,
    status: `answers ${status ?? 500}`,
    refuse: "refuses connections",
    drop: "loses answers",
    hang: "never answers",
  }[kind];
  const where = `${targets[target]}${path ? ` below ${path}` : ""}`;
  const after = retry_after_seconds === undefined ? "" : `, with Retry-After ${retry_after_seconds} s`;
  const often = probability === undefined || probability === 1 ? "" : `, ${Math.round(probability * 100)}% of the time`;
  const ends = times === undefined ? "" : times === 1 ? ", once" : `, ${times} times`;
  return `${where} ${what}${after}${often}${ends}`;
}

async function apply(faults: readonly FaultInput[]): Promise<void> {
  for (const fault of faults) await admin("POST", "/faults", fault);
  // A stream that is open already would not notice that new ones are refused.
  const meetsStreams = faults.some(
    ({ target, kind }) => target !== "rest" && target !== "capture" && (kind === "refuse" || kind === "status"),
  );
  if (meetsStreams) await admin("POST", "/clients/cut", {});
}

function InForce({ faults }: { readonly faults: readonly Fault[] }) {
  return (
    <Card title="In force">
      {faults.length === 0 && <Empty>None: all is well.</Empty>}
      <ul class="plain-list">
        {faults.map((fault) => (
          <li key={fault.id} class="row">
            <Tag tone="warn">{fault.kind}</Tag>
            <span>{describe(fault)}</span>
            <span class="hint">struck {showNumber(fault.struck)}×</span>
            <Button
              kind="small"
              label={`End: ${describe(fault)}`}
              onClick={() => act("Ended", () => admin("DELETE", `/faults/${fault.id}`))}
            >
              End
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Make() {
  return (
    <Card title="Make one">
      <ul class="presets">
        {presets.map(([title, what, inputs]) => (
          <li key={title}>
            <button type="button" onClick={() => void act(title, () => apply(inputs))}>
              <strong>{title}</strong>
              <span>{what}</span>
            </button>
          </li>
        ))}
      </ul>
      <FaultForm onAdd={(fault) => act("Fault added", () => apply([fault]))} />
    </Card>
  );
}

/** Outages on demand. */
export function FaultsPage() {
  const faults = useFaults();
  const endAll = (
    <Button kind="danger" onClick={() => act("All is well again", () => admin("DELETE", "/faults"))}>
      End all
    </Button>
  );
  return (
    <>
      <PageHead title="Faults" aside={faults.length > 0 && endAll}>
        See your app in an outage. Faults strike every client but this console.
      </PageHead>
      <InForce faults={faults} />
      <Make />
    </>
  );
}
