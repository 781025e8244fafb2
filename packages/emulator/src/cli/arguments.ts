import { parseArgs } from "node:util";
import { isWebAddress } from "../operations/webhooks.ts";
import { type EmulatorOptions, given } from "../options.ts";

/** What the command line asks for. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly problem: string }
  | { readonly kind: "start"; readonly options: EmulatorOptions };

/** The port of the replicator's health page is 8090, of many others 8080. */
const defaultPort = 4010;

export const usage = `Usage: schematic-emulator [options]

A local Schematic: REST API, event capture, datastream, webhooks and a console on one port.

  --port NUMBER       port to listen on (default ${defaultPort}; 0: any free one)
  --host ADDRESS      address to listen on (default 127.0.0.1: this machine only)
  --allow-host NAME   a further name under which it may be asked; may be given several times
  --seed FILE         what to start with: YAML, JSON or TypeScript
  --data DIR          keep the state in a directory (a seed only fills an empty one)
  --webhook-url URL   send webhooks of every type there
  --api-key KEY       the secret key to accept (default sch_dev_emulator)
  --deterministic     ids count up, time stands still at 2026-01-01T00:00:00Z
  --help              this text
`;

const options = {
  port: { type: "string" },
  host: { type: "string" },
  "allow-host": { type: "string", multiple: true },
  seed: { type: "string" },
  data: { type: "string" },
  "webhook-url": { type: "string" },
  "api-key": { type: "string" },
  deterministic: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

interface Values {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly "allow-host"?: string[] | undefined;
  readonly seed?: string | undefined;
  readonly data?: string | undefined;
  readonly "webhook-url"?: string | undefined;
  readonly "api-key"?: string | undefined;
  readonly deterministic?: boolean | undefined;
}

function start(values: Values): Command {
  const port = values.port ?? String(defaultPort);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    return { kind: "wrong", problem: `--port ${port} is not a port` };
  const webhookUrl = given(values["webhook-url"]);
  if (webhookUrl !== undefined && !isWebAddress(webhookUrl))
    return { kind: "wrong", problem: `--webhook-url ${webhookUrl} is not an http or https address` };
  return {
    kind: "start",
    options: {
      port: Number(port),
      host: given(values.host),
      allowedHosts: values["allow-host"],
      seed: given(values.seed),
      dataDir: given(values.data),
      webhookUrl,
      apiKey: given(values["api-key"]),
      deterministic: values.deterministic,
    },
  };
}

/** Reads the arguments after the program's name. */
export function readArguments(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    if (values.help) return { kind: "help" };
    return start(values);
  } catch (error) {
    return { kind: "wrong", problem: error instanceof Error ? error.message : String(error) };
  }
}
