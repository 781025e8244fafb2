import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { DocumentError } from "./openapi/document.ts";

/** Where the service publishes its document. */
export const publicAddress = "https://openapi.schematichq.com/prod/api/apikeysecret.yml";

const timeoutMs = 60_000;
const maxBytes = 64 * 2 ** 20;

/** Reads a document from an address or a file, JSON or YAML. @throws DocumentError when there is none. */
export async function readSource(source: string): Promise<unknown> {
  const text = /^https?:\/\//i.test(source) ? await download(source) : await readLocal(source);
  try {
    return text.trimStart().startsWith("{") ? JSON.parse(text) : parse(text);
  } catch (error) {
    throw new DocumentError([`${source} is neither JSON nor YAML: ${reason(error)}`]);
  }
}

async function readLocal(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new DocumentError([`${path} cannot be read: ${reason(error)}`]);
  }
}

async function download(url: string): Promise<string> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: "application/yaml, application/json" },
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
  } catch (error) {
    throw new DocumentError([`${url} cannot be fetched: ${reason(error)}`]);
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
