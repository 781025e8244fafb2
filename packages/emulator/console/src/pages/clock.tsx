import { admin } from "../api/request.ts";
import { useClock } from "../live/use-clock.ts";
import { Card, PageHead, Tag } from "../ui/blocks.tsx";
import { Button, Field, Form } from "../ui/controls.tsx";
import { act } from "../ui/notices.ts";

const hour = 3_600_000;
const steps: readonly (readonly [name: string, ms: number])[] = [
  ["1 minute", 60_000],
  ["1 hour", hour],
  ["1 day", 24 * hour],
  ["1 week", 7 * 24 * hour],
  ["30 days", 30 * 24 * hour],
];
const units: Readonly<Record<string, number>> = { minutes: 60_000, hours: hour, days: 24 * hour };

const weekday = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });

function advance(ms: number): Promise<unknown> {
  return admin("POST", "/clock/advance", { ms });
}

function startOfNextMonth(now: number): string {
  const date = new Date(now);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)).toISOString();
}

function Face({ now, frozen }: { readonly now: number; readonly frozen: boolean }) {
  const iso = new Date(now).toISOString();
  return (
    <div class="face">
      <time dateTime={iso} role="timer" aria-label="The emulator's time">
        {iso.slice(11, 19)}
      </time>
      <p>
        {weekday.format(new Date(now))}, UTC {frozen && <Tag tone="info">frozen</Tag>}
      </p>
      <div class="buttons">
        <Button
          onClick={() =>
            act(frozen ? "Time runs" : "Time stands still", () => admin("PUT", "/clock", { frozen: !frozen }))
          }
        >
          {frozen ? "Let it run" : "Freeze"}
        </Button>
        <Button onClick={() => act("Real time again", () => admin("POST", "/clock/reset"))}>Back to real time</Button>
      </div>
    </div>
  );
}

function Advance({ now }: { readonly now: number }) {
  return (
    <Card title="Advance">
      <div class="buttons">
        {steps.map(([name, ms]) => (
          <Button key={name} label={`Advance ${name}`} onClick={() => act(`${name} later`, () => advance(ms))}>
            + {name}
          </Button>
        ))}
        <Button
          label="Advance to the next month"
          onClick={() => act("A new month", () => admin("PUT", "/clock", { now: startOfNextMonth(now) }))}
        >
          next month
        </Button>
      </div>
      <Form
        submit="Advance"
        label="Advance by any time"
        onSubmit={(values) =>
          act(`${values("count")} ${values("unit")} later`, () =>
            advance(Number(values("count")) * (units[values("unit")] ?? 0)),
          )
        }
      >
        <Field label="By">
          <input name="count" type="number" required defaultValue="3" />
        </Field>
        <Field label="Unit">
          <select name="unit">
            <option>days</option>
            <option>hours</option>
            <option>minutes</option>
          </select>
        </Field>
      </Form>
    </Card>
  );
}

/** What time it is for the emulator. */
export function ClockPage() {
  const clock = useClock();
  if (clock === undefined) return null;
  return (
    <>
      <PageHead title="Clock">
        Usage periods, credit and override expiry and trials follow this clock. Move it and see them end.
      </PageHead>
      <div class="columns">
        <Card title="Now">
          <Face {...clock} />
        </Card>
        <Advance now={clock.now} />
        <Card title="Go to">
          <Form
            submit="Go"
            label="Go to a time"
            onSubmit={(values) => act("The time is set", () => admin("PUT", "/clock", { now: `${values("time")}Z` }))}
          >
            <Field label="Time in UTC">
              <input
                name="time"
                type="datetime-local"
                required
                defaultValue={new Date(clock.now).toISOString().slice(0, 16)}
              />
            </Field>
          </Form>
        </Card>
      </div>
    </>
  );
}
