/** Works through `items`, at most `width` at a time; stops early once `work` answers `false`. */
export async function inTurns<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<boolean>,
): Promise<void> {
  const rest = items.values();
  let goesOn = true;
  const turn = async () => {
    for (const item of rest) {
      goesOn = goesOn && (await work(item));
      if (!goesOn) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, turn));
}
