import { admin, api } from "../api/request.ts";
import type { WebhookEvent } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Card, Empty, Tag, type Tone } from "../ui/blocks.tsx";
import { Button } from "../ui/controls.tsx";
import { showDay, showTime } from "../ui/format.ts";
import { act } from "../ui/notices.ts";

const tones: Readonly<Record<string, Tone>> = { success: "good", failure: "bad", pending: "warn" };
const shown = 50;

function pretty(payload: string): string {
  return JSON.stringify(JSON.parse(payload), null, 2);
}

async function replay(id: string): Promise<void> {
  const { status, response_code } = await admin<{ status: string; response_code: number | null }>(
    "POST",
    `/webhook-events/${id}/replay`,
  );
  if (status !== "success")
    throw new Error(`Replayed: ${response_code === null ? "no answer" : `answered ${response_code}`}`);
}

function Delivery({ delivery }: { readonly delivery: WebhookEvent }) {
  const { id, status, request_type, response_code, attempt_count, created_at, payload, webhook } = delivery;
  const attempts = attempt_count === 1 ? "1 attempt" : `${attempt_count} attempts`;
  return (
    <li class="delivery">
      <div class="row">
        <Tag tone={tones[status] ?? "quiet"}>{status}</Tag>
        <strong>{request_type}</strong>
        <span class="hint">
          {showDay(created_at)} {showTime(created_at)} · {attempts}
          {typeof response_code === "number" && ` · ${response_code}`}
        </span>
        <Button
          kind="small"
          label={`Replay ${request_type} of ${showTime(created_at)}`}
          onClick={() => act("Replayed: delivered", () => replay(id))}
        >
          Replay
        </Button>
      </div>
      <details>
        <summary>{webhook?.url ?? "a removed endpoint"}</summary>
        {payload && <pre>{pretty(payload)}</pre>}
      </details>
    </li>
  );
}

/** The latest webhook deliveries. */
export function Deliveries() {
  const path = `/webhook-events?limit=${shown}`;
  const { data } = useResource(path, () => api<WebhookEvent[]>("GET", path), {
    tables: ["webhook_events", "webhooks"],
    types: ["delivery"],
  });
  return (
    <Card title="Deliveries">
      {data?.length === 0 && <Empty>Nothing was sent yet.</Empty>}
      <ul class="plain-list">
        {data?.map((delivery) => (
          <Delivery key={delivery.id} delivery={delivery} />
        ))}
      </ul>
    </Card>
  );
}
