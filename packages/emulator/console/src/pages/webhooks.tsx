import { api } from "../api/request.ts";
import type { Webhook } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Card, Empty, PageHead } from "../ui/blocks.tsx";
import { Button, Field, Form, Switch } from "../ui/controls.tsx";
import { act } from "../ui/notices.ts";
import { Deliveries } from "./deliveries.tsx";
import { webhookTypes } from "./webhook-types.ts";

function Endpoint({ webhook }: { readonly webhook: Webhook }) {
  const { id, url, status, request_types, secret } = webhook;
  const active = status === "active";
  const set = (on: boolean): Promise<unknown> => api("PUT", `/webhooks/${id}`, { status: on ? "active" : "inactive" });
  const test = (): Promise<unknown> =>
    api("POST", `/webhooks/${id}/test`, { request_type: request_types[0] ?? "company.updated" });
  return (
    <li class="endpoint">
      <Switch
        on={active}
        label={`Send to ${url}`}
        onChange={(on) => act(on ? "Webhooks are sent" : "No webhooks are sent", () => set(on))}
      />
      <div>
        <strong class="mono">{url}</strong>
        <details>
          <summary>{request_types.length === 1 ? request_types[0] : `${request_types.length} types`}, secret</summary>
          <p class="mono">{secret}</p>
          <p class="hint">{request_types.join(", ")}</p>
        </details>
      </div>
      <div class="buttons">
        <Button kind="small" onClick={() => act("Sent", test)}>
          Send a test
        </Button>
        <Button
          kind="plain"
          label={`Remove ${url}`}
          onClick={() => act("Removed", () => api("DELETE", `/webhooks/${id}`))}
        >
          ×
        </Button>
      </div>
    </li>
  );
}

function AddEndpoint() {
  const add = (values: (name: string) => string): Promise<unknown> => {
    const type = values("type");
    const request_types = type === "" ? webhookTypes : [type];
    return api("POST", "/webhooks", { name: values("url"), url: values("url"), request_types });
  };
  return (
    <Form submit="Add the endpoint" label="Add an endpoint" onSubmit={(values) => act("Added", () => add(values))}>
      <Field label="URL" wide>
        <input name="url" type="url" required placeholder="http://localhost:3000/webhooks" />
      </Field>
      <Field label="Types">
        <select name="type">
          <option value="">all</option>
          {webhookTypes.map((type) => (
            <option key={type}>{type}</option>
          ))}
        </select>
      </Field>
    </Form>
  );
}

/** Where webhooks go and what became of them. */
export function WebhooksPage() {
  const { data } = useResource("webhooks", () => api<Webhook[]>("GET", "/webhooks?limit=250"), {
    tables: ["webhooks"],
  });
  return (
    <>
      <PageHead title="Webhooks">Signed and retried as the service does it. Replay any delivery.</PageHead>
      <Card title="Endpoints">
        {data?.length === 0 && <Empty>No endpoint yet: webhooks go nowhere.</Empty>}
        <ul class="plain-list">
          {data?.map((webhook) => (
            <Endpoint key={webhook.id} webhook={webhook} />
          ))}
        </ul>
        <AddEndpoint />
      </Card>
      <Deliveries />
    </>
  );
}
