import { type Emulator, startEmulator } from "../emulator.ts";
import { readArguments, usage } from "./arguments.ts";

/** What the program needs of its process. */
export interface CliIo {
  readonly args: readonly string[];
  out(text: string): void;
  err(text: string): void;
  /** Calls back when the program is asked to stop. */
  onStop(stop: () => void): void;
}

/** Where webhooks go, with the variable that the receiver's examples read the endpoint's secret from. */
function webhookLines({ state }: Emulator, webhookUrl: string | undefined): string {
  const endpoint = state.rows("webhooks").find((row) => row.url === webhookUrl);
  if (!endpoint) return "";
  return `
Webhooks go to ${endpoint.url}, signed with:
  SCHEMATIC_WEBHOOK_SECRET=${endpoint.secret}
`;
}

function greeting(emulator: Emulator, webhookUrl: string | undefined): string {
  const { url, apiKey } = emulator;
  return `Schematic emulator on ${url}  (console: ${url}/)
API key: ${apiKey}

Point an SDK at it:
  SCHEMATIC_API_KEY=${apiKey}
  new Schematic({ apiKey, baseUrl: "${url}", eventCaptureUrl: "${url}" })
  new SchematicClient({ apiKey, basePath: "${url}", eventCaptureBaseURL: "${url}" })  // official Node SDK
${webhookLines(emulator, webhookUrl)}`;
}

/** Runs the command; resolves to the exit code once the emulator has stopped. */
export async function run(io: CliIo): Promise<number> {
  const command = readArguments(io.args);
  if (command.kind === "help") {
    io.out(usage);
    return 0;
  }
  if (command.kind === "wrong") {
    io.err(`${command.problem}\n\n${usage}`);
    return 2;
  }
  const logger = {
    error: (message: string) => io.err(`${message}\n`),
    warn: (message: string) => io.err(`${message}\n`),
  };
  try {
    const emulator = await startEmulator({ ...command.options, logger });
    io.out(greeting(emulator, command.options.webhookUrl));
    await new Promise<void>((resolve) => io.onStop(resolve));
    await emulator.close();
    return 0;
  } catch (error) {
    io.err(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
