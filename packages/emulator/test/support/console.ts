import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const root = join(import.meta.dirname, "../..");
const source = join(root, "console");
/** A loaded machine takes its time to start a browser. */
const startMs = 60_000;

/** What Chromium says of an emulator that is stopped while its page is open, or started again without what the page showed. */
const emulatorLeft = /net::ERR_(CONNECTION|INCOMPLETE|EMPTY)|status of 404/;

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()))
    hash.update(file.name).update(readFileSync(join(file.parentPath, file.name)));
  return hash.digest("hex").slice(0, 16);
}

/** The folder of the console as its source is now; built once for all test files. */
export function builtConsole(): string {
  const folder = join(tmpdir(), `schematic-console-${fingerprint()}`);
  if (existsSync(folder)) return folder;
  const built = mkdtempSync(join(tmpdir(), "schematic-console-"));
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const options = ["--outDir", built, "--emptyOutDir", "--logLevel", "error"];
  execFileSync(process.execPath, [vite, "build", source, "--config", join(source, "vite.config.ts"), ...options], {
    cwd: source,
  });
  try {
    renameSync(built, folder);
  } catch {
    // Another test file was quicker.
    rmSync(built, { recursive: true, force: true });
  }
  return folder;
}

export interface ConsoleBrowser {
  /** Opens the console of an emulator; `path` begins with `#/`. One page serves all tests that give no options. */
  open(emulator: Pick<Emulator, "url">, path?: string, options?: BrowserContextOptions): Promise<Page>;
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
      ...["--disable-component-update", "--disable-sync", "--disable-extensions"],
    ],
  });
}

/** What goes wrong in pages, and where they may ask. */
function createWatch() {
  const problems: string[] = [];
  let url = "about:";
  return {
    problems,
    allow: (address: string): void => {
      url = address;
    },
    follow: (page: Page): Page => {
      page.setDefaultTimeout(15_000);
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" && !emulatorLeft.test(message.text())) problems.push(message.text());
      });
      page.on("request", (request) => {
        if (!request.url().startsWith(`${url}/`) && request.url() !== blank) problems.push(`asked ${request.url()}`);
      });
      return page;
    },
  };
}

const blank = "about:blank";

/**
 * A real Chromium for the tests of a file. After each test it makes sure that no page met an error or a breach of its
 * content security policy, and that none asked for anything but the emulator.
 */
export function consoleBrowser(): ConsoleBrowser {
  let browser: Browser | undefined;
  let shared: Page | undefined;
  const { problems, allow, follow } = createWatch();
  beforeAll(async () => {
    builtConsole();
    browser = await launch();
    shared = follow(await browser.newPage());
  }, startMs);
  afterAll(() => browser?.close());
  afterEach(async () => {
    await shared?.goto(blank);
    const contexts = browser?.contexts() ?? [];
    await Promise.all(contexts.filter((each) => each !== shared?.context()).map((context) => context.close()));
    expect(problems.splice(0)).toEqual([]);
  });
  return {
    open: async ({ url }, path = "", options) => {
      if (!browser || !shared) throw new Error("the browser did not start");
      allow(url);
      const page = options ? follow(await (await browser.newContext(options)).newPage()) : shared;
      await page.goto(`${url}/${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      return page;
    },
  };
}
