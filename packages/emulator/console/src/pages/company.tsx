import { api } from "../api/request.ts";
import type { Company } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Card, Empty } from "../ui/blocks.tsx";
import { link } from "../ui/route.ts";
import { CompanyCredits } from "./company-credits.tsx";
import { CompanyPlan } from "./company-plan.tsx";
import { CompanyUsage } from "./company-usage.tsx";
import { CompanyUsers } from "./company-users.tsx";
import { keysOf } from "./keys-of.ts";
import { SubjectFlags } from "./subject-flags.tsx";
import { SubjectHead } from "./subject-head.tsx";
import { Traits } from "./traits.tsx";

/** Everything that a company's page shows of the company itself. */
const tables = ["companies", "memberships", "plans", "subscriptions", "grants"];

/** A company: what it has, what it uses, and the buttons that change both. */
export function CompanyPage({ id }: { readonly id: string }) {
  const path = `/companies/${encodeURIComponent(id)}`;
  const { data: company, error } = useResource(path, () => api<Company>("GET", path), { tables });
  if (error !== undefined)
    return (
      <Empty>
        {error}. <a href={link("companies")}>All companies</a>
      </Empty>
    );
  if (company === undefined) return null;
  const keys = keysOf(company);
  return (
    <>
      <SubjectHead kind="company" id={company.id} name={company.name} keys={keys} />
      <div class="columns">
        <div>
          <CompanyPlan company={company} />
          <CompanyUsage company={company} keys={keys} />
          <CompanyCredits companyId={company.id} />
        </div>
        <div>
          <SubjectFlags context={{ company: keys }} />
          <Card title="Traits">
            <Traits type="company" keys={keys} traits={company.traits ?? {}} />
          </Card>
          <CompanyUsers company={company} keys={keys} />
        </div>
      </div>
    </>
  );
}
