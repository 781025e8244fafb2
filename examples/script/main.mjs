// A nightly job: reports usage for every company and ends. Closing delivers what is queued and says what came of it.
import { Schematic } from "@schematic/client";

const schematic = new Schematic({
  apiKey: process.env.SCHEMATIC_API_KEY,
  baseUrl: process.env.SCHEMATIC_URL,
  eventCaptureUrl: process.env.SCHEMATIC_URL,
});

for (let company = 0; company < 113; company++) {
  schematic.track({ event: "storage-measured", company: { id: `company-${company}` }, quantity: 1 + company });
}

const { delivered, dropped, pending } = await schematic.close();
console.log(`${delivered} delivered, ${dropped} dropped, ${pending} pending`);
process.exitCode = delivered === 113 ? 0 : 1;
