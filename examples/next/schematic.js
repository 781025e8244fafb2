import { Schematic } from "@schematic/client";

// One client for the whole server; making it starts nothing.
export const schematic = new Schematic({
  apiKey: process.env.SCHEMATIC_API_KEY,
  baseUrl: process.env.SCHEMATIC_URL,
  eventCaptureUrl: process.env.SCHEMATIC_URL,
});
