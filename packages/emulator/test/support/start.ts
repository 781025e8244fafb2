import { afterEach, jest } from "@jest/globals";
import { type Emulator, type EmulatorOptions, startEmulator } from "@schematic/emulator";
import { sample } from "./sample.ts";

// The validator compiles each schema once in every test file, which takes seconds on a machine with other work.
jest.setTimeout(30_000);

const running: Emulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

/** An emulator over the sample account that checks its own answers; stopped after the test. */
export async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ seed: sample, deterministic: true, validateAnswers: true, ...options });
  running.push(emulator);
  return emulator;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a server answers is looked into freely here
  readonly body: any;
}

/** One request with the emulator's key. */
export async function call(
  emulator: Emulator,
  route: string,
  options: { body?: unknown; headers?: Record<string, string>; key?: string | null } = {},
): Promise<Answer> {
  const [method = "GET", path = "/"] = route.split(" ");
  const key = options.key === undefined ? emulator.apiKey : options.key;
  const response = await fetch(emulator.url + path, {
    method,
    headers: {
      ...(key !== null && { "x-schematic-api-key": key }),
      ...(options.body !== undefined && { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** Sends events to the capture service. */
export function capture(emulator: Emulator, ...events: object[]): Promise<Answer> {
  return call(emulator, "POST /batch", {
    body: { events: events.map((event) => ({ api_key: emulator.apiKey, ...event })) },
  });
}

export const track = (event: string, company: Record<string, string>, more: object = {}): object => ({
  type: "track",
  body: { event, company, ...more },
});
