// A server in a process of its own, known by what it prints.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Starts a program. `output()` is all that it has printed, `printed(line, expected)` how often it has printed a line; `stop()`
 * ends what it has started too, for the program may be a script in front of the server.
 */
export function start(command, args, options) {
  const child = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
  const output = () => text;
  const stop = async () => {
    const exited = once(child, "exit");
    process.kill(-child.pid);
    await exited;
  };
  return { child, output, printed: counter(output), stop };
}

/** How often a text has a line. The output takes its way through a pipe: what is expected is given a moment. */
export function counter(output) {
  const count = (line) =>
    output()
      .split("\n")
      .filter((each) => each === line).length;
  return async (line, expected = 1) => {
    for (let waited = 0; count(line) < expected && waited < 5_000; waited += 20) await sleep(20);
    return count(line);
  };
}

/** The address that a server prints once it listens. */
export async function address({ child, output }) {
  for (let waited = 0; waited < 30_000; waited += 50) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0];
    if (found) return found;
    if (child.exitCode !== null) break;
    await sleep(50);
  }
  throw new Error(`the server is not there\n${output()}`);
}
