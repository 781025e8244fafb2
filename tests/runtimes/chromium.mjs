import { chromium } from "playwright-core";

const quiet = ["background-networking", "component-update", "sync", "gpu", "quic"].map((what) => `--disable-${what}`);

/** Runs a page's bundled script in Chromium on a page of the service, and gives what the scenario came to. */
export async function scenarioInChromium(script, url) {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--no-first-run", ...quiet],
  });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.addScriptTag({ content: script, type: "module" });
    await page.waitForFunction(() => globalThis.runScenario !== undefined);
    return JSON.parse(await page.evaluate((service) => globalThis.runScenario(service).then(JSON.stringify), url));
  } finally {
    await browser.close();
  }
}
