import { Schematic, type SchematicOptions } from "../../src/index.ts";
import type { Service } from "./service.ts";

/** A logger that keeps its lines, each as `level message`. */
export function recorder() {
  const lines: string[] = [];
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  return { lines, error: write("error"), warn: write("warn"), info: write("info"), debug: write("debug") };
}

const clients: { close(options?: { timeoutMs: number }): Promise<unknown> }[] = [];

/** A client of that service that keeps its log lines; `closeClients` closes it. */
export function clientOf(service: Pick<Service, "url">, options: SchematicOptions = {}) {
  const logger = recorder();
  const client = new Schematic({
    ...{ apiKey: "sch_dev_key", baseUrl: service.url, eventCaptureUrl: service.url, logger },
    ...options,
  });
  clients.push(client);
  return Object.assign(client, { lines: logger.lines });
}

/** Closes every client of `clientOf`. */
export async function closeClients(): Promise<void> {
  await Promise.all(clients.splice(0).map((client) => client.close({ timeoutMs: 200 })));
}
