import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { consoleFolder } from "#emulator/console-folder";
import { type HttpRequest, header, type Reply } from "../http/message.ts";

/** Marks the console's own requests: no fault strikes them and no feed shows them, so watching changes nothing. */
const consoleHeader = "x-emulator-console";

/** What the page may do: run and show what comes with it, and talk to the emulator that served it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

const page = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>\n`;

const notBuilt = page(
  "The console is not built",
  "The emulator runs. Its console is a page that is built once: <code>npx -y pnpm@10 build</code> in the repository, then start the emulator again.",
);

function readFiles(folder: string | undefined): Map<string, Reply> | undefined {
  if (folder === undefined) return undefined;
  const files = new Map<string, Reply>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(folder.length).replaceAll("\\", "/");
    files.set(path === "/index.html" ? "/" : path, {
      status: 200,
      text: readFileSync(file, "utf8"),
      headers: {
        "content-type": type,
        "content-security-policy": contentSecurityPolicy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        // Names in assets/ carry a hash of what is inside.
        "cache-control": path.startsWith("/assets/") ? "max-age=31536000, immutable" : "no-cache",
      },
    });
  }
  return files;
}

/** The console's files; from `folder` rather than from the package when it is given. */
export function createConsole(folder: string | undefined = consoleFolder): (request: HttpRequest) => Reply | undefined {
  let files: Map<string, Reply> | undefined;
  const read = (): Map<string, Reply> | undefined => {
    try {
      files ??= readFiles(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    return files;
  };
  return ({ method, path }) => {
    if (method !== "GET" && method !== "HEAD") return undefined;
    const found = read()?.get(path);
    if (found || path !== "/") return found;
    return { status: 503, text: notBuilt, headers: { "content-type": "text/html; charset=utf-8" } };
  };
}

/** Is this the console asking, from the emulator's own page? */
export function isConsole(request: HttpRequest): boolean {
  return !request.foreign && header(request.headers, consoleHeader) !== undefined;
}
