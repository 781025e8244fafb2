/** What `work` gives. Rejects with an `Error` when that takes longer than `limitMs`; a later outcome is ignored. */
export async function withinLimit<T>(what: string, limitMs: number, work: () => T): Promise<Awaited<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([(async () => work())(), late]);
  } finally {
    clearTimeout(timer);
  }
}
