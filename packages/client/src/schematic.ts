import { type Api, createApiOver } from "@schematic/api";
import { CoreClient, settingsOf } from "./core-client.ts";
import type { SchematicOptions } from "./options.ts";
import { passThrough } from "./passthrough.ts";
import type { SchematicTypes } from "./types.ts";

// The resources are the generated ones: naming them again here would be a second list of them.
// biome-ignore lint/correctness/noUnusedVariables: both declarations of a name must have the same type parameters.
export interface Schematic<T extends SchematicTypes = SchematicTypes> extends Api {}

/**
 * The Schematic client: flag checks, events and every API resource. Making one starts nothing: no timer, no socket, no
 * request. Checks and events never throw or reject because of the network; calls of resources reject with an `ApiError`.
 *
 * @example
 * const schematic = new Schematic({ apiKey: process.env.SCHEMATIC_API_KEY });
 * const isOn = await schematic.checkFlag("exports", { company: { id: "acme" } });
 * schematic.track({ event: "export", company: { id: "acme" } });
 * await schematic.close();
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor gives the instance every member of `Api`.
export class Schematic<T extends SchematicTypes = SchematicTypes> extends CoreClient<T> {
  constructor(options?: SchematicOptions<T>) {
    super(options);
    const api = createApiOver(settingsOf(this).transport);
    Object.defineProperties(this, Object.getOwnPropertyDescriptors(api));
  }

  /**
   * A request of your own with the client's key, timeouts and retries: a path such as `/companies`, or a URL beneath the base URL.
   * A body is JSON text. Rejects with an `ApiError` where the answer is no success, and with `OfflineError` when offline.
   */
  fetch(input: string | URL, init?: RequestInit): Promise<Response> {
    const { transport, baseUrl } = settingsOf(this);
    return passThrough(transport, input, { baseUrl, init });
  }
}
