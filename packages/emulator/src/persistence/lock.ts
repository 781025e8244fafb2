import { open, readFile, realpath, rm } from "node:fs/promises";

/** Directories that this process has claimed. */
const held = new Set<string>();

/** In a container every start has the same process id: one that is this process's own may be a dead one's. */
function isAlive(pid: number, path: string): boolean {
  if (pid === process.pid) return held.has(path);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function create(path: string): Promise<boolean> {
  try {
    const handle = await open(path, "wx");
    held.add(path);
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Claims a directory for this process. Throws when a live one has it; a dead one's claim is taken over. */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const path = `${await realpath(directory)}/lock`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await create(path))
      return () => {
        held.delete(path);
        return rm(path, { force: true });
      };
    const pid = Number(await readFile(path, "utf8").catch(() => ""));
    if (held.has(path) || (pid > 0 && isAlive(pid, path)))
      throw new Error(`${directory} is in use by process ${pid || process.pid}`);
    await rm(path, { force: true });
  }
  throw new Error(`${directory} cannot be locked`);
}
