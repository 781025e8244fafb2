import type { Client } from "../api/emulator.ts";
import { admin } from "../api/request.ts";
import { useClients } from "../live/use-clients.ts";
import { Card, Empty, PageHead, Tag } from "../ui/blocks.tsx";
import { Button } from "../ui/controls.tsx";
import { showInstant, showNumber } from "../ui/format.ts";
import { act } from "../ui/notices.ts";

function counted(all: boolean, ids: readonly string[], what: string): string | undefined {
  if (all) return `all ${what}`;
  return ids.length === 0 ? undefined : `${ids.length} ${what}`;
}

/** Cut: the connection is gone, as when a cable is pulled. Restart: the service closes it in good order. */
function cut(id: string | undefined, code: number | undefined): Promise<unknown> {
  return admin("POST", "/clients/cut", { id, code, reason: code === undefined ? undefined : "service restart" });
}

const restart = 1012;

function subscriptionsOf({ subscriptions }: Client): string[] {
  const { flags, all_companies, companies, all_users, users } = subscriptions;
  return [
    flags ? "flags" : undefined,
    counted(all_companies, companies, companies.length === 1 ? "company" : "companies"),
    counted(all_users, users, users.length === 1 ? "user" : "users"),
  ].filter((each) => each !== undefined);
}

function ClientButtons({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <div class="buttons">
      <Button kind="small" label={`Cut the connection of ${name}`} onClick={() => act("Cut", () => cut(id, undefined))}>
        Cut
      </Button>
      <Button
        kind="small"
        label={`Close the connection of ${name}`}
        onClick={() => act("Closed", () => cut(id, restart))}
      >
        Close
      </Button>
    </div>
  );
}

function ClientCard({ client }: { readonly client: Client }) {
  const subscriptions = subscriptionsOf(client);
  const name = client.client ?? "Unknown client";
  return (
    <Card title={name} aside={<ClientButtons id={client.id} name={name} />}>
      <dl>
        <dt>Version</dt>
        <dd>{client.client_version ?? "not told"}</dd>
        {client.mode !== null && (
          <>
            <dt>Mode</dt>
            <dd>{client.mode}</dd>
          </>
        )}
        <dt>Connected</dt>
        <dd>{showInstant(client.connected_at)}</dd>
        <dt>Subscribed to</dt>
        <dd class="tags">
          {subscriptions.length === 0 ? "nothing yet" : subscriptions.map((each) => <Tag key={each}>{each}</Tag>)}
        </dd>
        <dt>Messages</dt>
        <dd>
          {showNumber(client.sent)} sent, {showNumber(client.received)} received
        </dd>
      </dl>
    </Card>
  );
}

/** The clients that stay connected. */
export function ClientsPage() {
  const clients = useClients();
  return (
    <>
      <PageHead
        title="Connected clients"
        aside={
          clients.length > 1 && <Button onClick={() => act("All cut", () => cut(undefined, undefined))}>Cut all</Button>
        }
      >
        SDKs that hold a datastream open, and pages that follow their flags. Cut one to see how your app bears it.
      </PageHead>
      {clients.length === 0 && (
        <Empty>No client is connected. SDKs without a datastream only ask when they need an answer.</Empty>
      )}
      <div class="cards">
        {clients.map((client) => (
          <ClientCard key={client.id} client={client} />
        ))}
      </div>
    </>
  );
}
