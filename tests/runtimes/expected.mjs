/** What the scenario comes to with everything. */
export const expected = {
  ready: true,
  sync: "datastream",
  check: true,
  source: "datastream",
  delivered: true,
  webhook: "company.created",
  forged: "bad-signature",
  engine: true,
};

const { sync: _, ...others } = expected;

/** What it comes to where there is no datastream. */
export const expectedWithoutDatastream = { ...others, source: "api" };
