/** What every runtime must be able to do with the packages. `modules` are the packages' namespaces; without `datastream` that part is left out. */
export async function scenario({ client, rulesengine, webhooks, datastream, cache }, url) {
  const schematic = new client.Schematic({
    apiKey: "sch_dev_runtimes",
    baseUrl: url,
    eventCaptureUrl: url,
    flagCache: [cache.localCache({ maxItems: 10, ttlMs: 60_000 })],
    logLevel: "error",
    ...(datastream ? { datastream: datastream.datastream() } : {}),
  });
  const ready = await schematic.ready();
  const sync = datastream ? schematic.checkFlagWithEntitlementSync("always-on", {}).source : undefined;
  const check = await schematic.checkFlagWithEntitlement("always-on", { company: { id: "acme" } });
  schematic.track({ event: "query", company: { id: "acme" } });
  const flushed = await schematic.flush();
  await schematic.close();

  const secret = "whsec_runtimes";
  const event = {
    action: "company.created",
    object_type: "company",
    account_id: "a",
    environment_id: "e",
    body: { id: "comp_1" },
  };
  const signed = await webhooks.signWebhook(event, { secret });
  const verified = await webhooks.verifyWebhook({ body: signed.body, headers: signed.headers }, { secret });
  const forged = await webhooks
    .verifyWebhook({ body: `${signed.body} `, headers: signed.headers }, { secret })
    .catch((error) => error.code);

  const flag = { id: "f", account_id: "a", environment_id: "e", key: "k", default_value: true, rules: [] };
  return {
    ready: typeof ready === "object",
    sync,
    check: check.value,
    source: check.source,
    delivered: flushed.delivered >= 1,
    webhook: verified.action,
    forged,
    engine: rulesengine.createEngine().checkFlag(flag).value,
  };
}
