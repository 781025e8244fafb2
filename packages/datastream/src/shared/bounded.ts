import { unref } from "@schematic/api/core";

/** The value, or a rejection once `timeoutMs` are over: a client that queues commands while its server is away may never answer. */
export async function bounded<T>(value: T | PromiseLike<T>, timeoutMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    unref(timer);
  });
  return Promise.race([value, late]).finally(() => clearTimeout(timer));
}
