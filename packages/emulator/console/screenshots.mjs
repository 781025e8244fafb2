// Makes the pictures for the READMEs: `node packages/emulator/console/screenshots.mjs`, after a build.
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { WebSocket } from "ws";
import { startEmulator } from "../dist/esm/index.js";
import { seed } from "./screenshots-seed.mjs";

const folder = new URL("../docs/", import.meta.url);
const launch = {
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--hide-scrollbars"],
};

const app = createServer((_request, response) => response.end());
await new Promise((resolve) => app.listen(3000, "127.0.0.1", resolve));
const emulator = await startEmulator({ seed, deterministic: true });
const headers = { "x-schematic-api-key": emulator.apiKey, "content-type": "application/json" };
const post = (path, body) => fetch(emulator.url + path, { method: "POST", headers, body: JSON.stringify(body) });
const track = (event, company, quantity) =>
  post("/events", {
    event_type: "track",
    body: { event, company: { id: company }, user: { user_id: "ada" }, quantity },
  });
const check = (flag, company) => post(`/flags/${flag}/check`, { company: { id: company }, user: { user_id: "ada" } });
const later = (ms) => emulator.clock.advance(ms);

/** A connected client and a little traffic, so that there is something to see. */
async function play() {
  const socket = new WebSocket(`${emulator.url.replace("http", "ws")}/datastream`, {
    headers: {
      "x-schematic-api-key": emulator.apiKey,
      "x-schematic-client": "@schematic/datastream",
      "x-schematic-client-version": "1.0.0",
    },
  });
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send(JSON.stringify({ data: { action: "start", entity_type: "rulesengine.Flags" } }));
  for (const [flag, company, event, quantity] of [
    ["sso", "globex", "export", 1],
    ["exports", "northwind", "export", 18],
    ["new-dashboard", "northwind", "inference", 120],
    ["seats", "globex", "export", 2],
    ["ai-assistant", "northwind", "inference", 35],
    ["exports", "globex", "export", 1],
  ]) {
    later(41_000);
    await track(event, company, quantity);
    later(17_000);
    await check(flag, company);
  }
  return socket;
}

async function shoot(page, name, hash) {
  await page.goto(`${emulator.url}/${hash}`);
  await page.waitForTimeout(700);
  await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, folder)) });
}

mkdirSync(folder, { recursive: true });
const socket = await play();
const browser = await chromium.launch(launch);
const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, colorScheme: process.argv[2] ?? "light" });
await shoot(page, "console-flags", "");
await shoot(page, "console-company", "#/companies/comp_northwind");
await page.goto(`${emulator.url}/#/playground/ai-assistant`);
await page.getByLabel("Company").fill("id: northwind");
await page.getByRole("button", { name: "Check", exact: true }).click();
await page.waitForTimeout(700);
await page.screenshot({ path: fileURLToPath(new URL("console-playground.png", folder)) });
if (process.argv[3] === "all")
  for (const name of ["companies", "users", "activity", "webhooks", "clients", "clock", "faults", "setup"])
    await shoot(page, `all-${name}`, `#/${name}`);
if (process.argv[3] === "all") {
  await page.setViewportSize({ width: 360, height: 780 });
  for (const name of ["flags", "companies/comp_northwind", "playground", "activity", "webhooks", "faults"])
    await shoot(page, `phone-${name.split("/")[0]}`, `#/${name}`);
}
await browser.close();
socket.close();
app.close();
app.closeAllConnections();
await emulator.close();
