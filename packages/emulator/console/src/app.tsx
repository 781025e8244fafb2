import type { ComponentType } from "preact";
import { WithNames } from "./live/names.tsx";
import { ActivityPage } from "./pages/activity.tsx";
import { ClientsPage } from "./pages/clients.tsx";
import { ClockPage } from "./pages/clock.tsx";
import { CompaniesPage } from "./pages/companies.tsx";
import { FaultsPage } from "./pages/faults.tsx";
import { FlagsPage } from "./pages/flags.tsx";
import { PlaygroundPage } from "./pages/playground.tsx";
import { SetupPage } from "./pages/setup.tsx";
import { UsersPage } from "./pages/users.tsx";
import { WebhooksPage } from "./pages/webhooks.tsx";
import { Layout } from "./ui/layout.tsx";
import { NoticeList } from "./ui/notice-list.tsx";
import { useRoute } from "./ui/route.ts";

const pages: Readonly<Record<string, ComponentType<{ id: string | undefined }>>> = {
  flags: FlagsPage,
  companies: CompaniesPage,
  users: UsersPage,
  playground: PlaygroundPage,
  activity: ActivityPage,
  webhooks: WebhooksPage,
  clients: ClientsPage,
  clock: ClockPage,
  faults: FaultsPage,
  setup: SetupPage,
};

/** The whole console. */
export function App() {
  const { page, id } = useRoute();
  const Page = (Object.hasOwn(pages, page) ? pages[page] : undefined) ?? FlagsPage;
  return (
    <WithNames>
      <Layout page={page}>
        <Page id={id} />
      </Layout>
      <NoticeList />
    </WithNames>
  );
}
