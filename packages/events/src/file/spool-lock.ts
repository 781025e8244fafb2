// One writer at a time. A lock file says who holds it; a holder that was killed leaves it behind, so a lock is stale when its
// process is gone, or when that number now belongs to another process, or, where that cannot be seen from here (another host or
// container, a thread of this process), when it has not been touched for a while.
import {
  closeSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { contain, unref } from "@schematic/api/core";
import { hasCode } from "./has-code.ts";

const TOUCH_MS = 15_000;
const STALE_MS = 60_000;

/** A lock that is held. */
export interface SpoolLock {
  release(): void;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Not there, or not on this platform.
    return "";
  }
}

/** Where process numbers mean the same. Containers may share the name of their host, but not its numbers. */
function place(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

/** What tells a process from a later one of the same number, where the system says so. */
function startOf(pid: number): string {
  const fields = readText(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return fields.length > 19 ? `${readText("/proc/sys/kernel/random/boot_id").trim()}/${fields[19]}` : "";
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

function ageMs(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

/** Is the lock held by somebody who is there? */
export function isHeld(path: string): boolean {
  const text = readText(path);
  if (text === "" && ageMs(path) === 0) return false;
  const [where, pidText, start = ""] = text.split("\n");
  const pid = Number(pidText);
  if (where !== place() || !Number.isInteger(pid) || pid <= 0) return ageMs(path) < STALE_MS;
  if (!isAlive(pid)) return false;
  const present = startOf(pid);
  const isCertain = start !== "" && present !== "";
  if (isCertain && start !== present) return false;
  // A worker thread that was terminated leaves its lock to a process that lives on.
  return (isCertain && pid !== process.pid) || ageMs(path) < STALE_MS;
}

function create(path: string, owner: string): boolean {
  try {
    const file = openSync(path, "wx", 0o600);
    writeSync(file, owner);
    closeSync(file);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Takes a stale lock out of the way; what was moved is looked at again, since another process may have been quicker. */
function clearStale(path: string, nonce: string): void {
  const aside = `${path}.${nonce}`;
  try {
    renameSync(path, aside);
  } catch {
    // Another process moved it first.
    return;
  }
  if (isHeld(aside)) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

/** Takes the lock; `undefined` when another process, or another queue of this one, holds it. `lost`: somebody took it away. */
export function takeLock(path: string, lost: () => void): SpoolLock | undefined {
  const nonce = crypto.randomUUID();
  const owner = [place(), process.pid, startOf(process.pid), nonce].join("\n");
  if (!create(path, owner)) {
    if (isHeld(path)) return undefined;
    clearStale(path, nonce);
    if (!create(path, owner)) return undefined;
  }
  const isOwn = () => readText(path) === owner;
  const touch = () => {
    if (isOwn()) utimesSync(path, new Date(), new Date());
    else lost();
  };
  // A lock that cannot be touched is taken from us in time, which is then seen here.
  const touching = setInterval(() => contain(touch), TOUCH_MS);
  unref(touching);
  return {
    release() {
      clearInterval(touching);
      if (isOwn()) rmSync(path, { force: true });
    },
  };
}
