// A Lambda-style handler: one client for warm calls, events delivered before the answer, because the platform freezes the process after it.
import { Schematic } from "@schematic/client";

const schematic = new Schematic({
  apiKey: process.env.SCHEMATIC_API_KEY,
  baseUrl: process.env.SCHEMATIC_URL,
  eventCaptureUrl: process.env.SCHEMATIC_URL,
});

export async function handler(event) {
  const company = { id: event.companyId };
  const isOn = await schematic.checkFlag("beta", { company }, { timeoutMs: 500 });
  schematic.track({ event: "invocation", company });
  const { pending } = await schematic.flush({ timeoutMs: 1_000 });
  return { statusCode: 200, body: JSON.stringify({ isOn, pending }) };
}
