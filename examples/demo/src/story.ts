import { NotFoundError } from "@schematic/api/core";
import { Schematic } from "@schematic/client";
import type { Timeline } from "./timeline.ts";
import { describeCheck } from "./timeline.ts";

/** Where the story's Schematic is. */
export interface Place {
  readonly url: string;
  readonly apiKey: string;
}

const acme = { company: { id: "acme" }, user: { user_id: "wile" } };

/** Plays the story of one small SaaS and its customer Acme. */
export async function tellStory(place: Place, timeline: Timeline): Promise<void> {
  // Without a cache every answer is the service's own, so that the story shows each change at once.
  const schematic = new Schematic({
    apiKey: place.apiKey,
    baseUrl: place.url,
    eventCaptureUrl: place.url,
    flagCache: [],
  });
  await signUp(schematic, timeline);
  await useUpTheLimit(schematic, timeline);
  await upgrade(schematic, timeline);
  await moveToEurope(schematic, timeline);
  await honourADeal(schematic, timeline);
  await failWell(schematic, timeline);
  await stop(schematic, timeline);
  await goOffline(timeline);
}

async function check(schematic: Schematic, flag: string, timeline: Timeline, context = acme): Promise<boolean> {
  timeline.did(`checkFlag("${flag}")`);
  const answer = await schematic.checkFlagWithEntitlement(flag, context);
  timeline.answered(describeCheck(answer));
  return answer.value;
}

async function signUp(schematic: Schematic, timeline: Timeline): Promise<void> {
  timeline.chapter("Acme signs up and starts on the Free plan");
  timeline.did("identify(Wile E. Coyote of Acme)");
  schematic.identify({
    keys: acme.user,
    name: "Wile E. Coyote",
    company: { keys: acme.company, name: "Acme", traits: { region: "us" } },
  });
  await schematic.flush();
  await check(schematic, "exports", timeline);
  await check(schematic, "sso", timeline);
}

async function useUpTheLimit(schematic: Schematic, timeline: Timeline): Promise<void> {
  timeline.chapter("Three exports are free, the fourth is not");
  for (let month = 0; month < 10 && (await check(schematic, "exports", timeline)); month++) {
    timeline.did('track("export")');
    schematic.track({ event: "export", ...acme });
    await schematic.flush();
  }
}

async function upgrade(schematic: Schematic, timeline: Timeline): Promise<void> {
  timeline.chapter("Acme buys Pro");
  const { data: plans } = await schematic.plans.listPlans({ q: "Pro" });
  const { data: company } = await schematic.companies.lookupCompany({ keys: acme.company });
  timeline.did("plans.updateCompanyPlans(Pro)");
  const { data } = await schematic.plans.updateCompanyPlans(company.id, { addOnIds: [], basePlanId: plans[0]?.id });
  timeline.answered(`Acme is on ${data.plan?.name}`);
  await check(schematic, "exports", timeline);
  await check(schematic, "sso", timeline);
}

async function moveToEurope(schematic: Schematic, timeline: Timeline): Promise<void> {
  timeline.chapter("A trait turns a targeted flag on");
  await check(schematic, "new-dashboard", timeline);
  timeline.did('companies.upsertCompany({ traits: { region: "eu" } })');
  const { data } = await schematic.companies.upsertCompany({ keys: acme.company, traits: { region: "eu" } });
  timeline.answered(`region is ${JSON.stringify(data.traits?.region)}`);
  await check(schematic, "new-dashboard", timeline);
}

async function honourADeal(schematic: Schematic, timeline: Timeline): Promise<void> {
  timeline.chapter("Oldtimer has single sign-on on the Free plan, because of an override");
  await check(schematic, "sso", timeline, { company: { id: "oldtimer" }, user: { user_id: "gus" } });
}

async function failWell(schematic: Schematic, timeline: Timeline): Promise<void> {
  timeline.chapter("A call to the API fails with a typed error");
  timeline.did('companies.getCompany("comp_unknown")');
  try {
    await schematic.companies.getCompany("comp_unknown");
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    timeline.answered(`${error.name}, ${error.statusCode}: ${JSON.stringify(error.body)}`);
  }
}

async function stop(schematic: Schematic, timeline: Timeline): Promise<void> {
  timeline.chapter("The app stops: events that are still queued are delivered first");
  for (let exported = 0; exported < 2; exported++) {
    timeline.did('track("export")');
    schematic.track({ event: "export", ...acme });
  }
  const { delivered, dropped, pending } = await schematic.close();
  timeline.did(`closed: ${delivered} delivered, ${dropped} dropped, ${pending} pending`);
}

async function goOffline(timeline: Timeline): Promise<void> {
  timeline.chapter("Offline, with defaults: no connection is opened");
  await using schematic = new Schematic({ offline: true, flagDefaults: { exports: true } });
  await check(schematic, "exports", timeline);
  await check(schematic, "sso", timeline);
}
