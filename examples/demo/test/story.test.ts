import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Emulator, startEmulator } from "@schematic/emulator";
import { seed } from "../src/seed.ts";
import { tellStory } from "../src/story.ts";
import { textTimeline } from "../src/timeline.ts";

describe("the demo's story", () => {
  const lines: string[] = [];
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator({ seed });
    await tellStory(
      emulator,
      textTimeline((line) => lines.push(line)),
    );
  });
  afterAll(() => emulator.close());

  /** The lines of the chapter whose title has these words. */
  const chapter = (words: string): string => {
    const start = lines.findIndex((line) => line.startsWith("\n") && line.includes(words));
    const end = lines.findIndex((line, index) => index > start && line.startsWith("\n"));
    return lines.slice(start, end === -1 ? undefined : end).join("\n");
  };

  it("begins on the Free plan", () => {
    expect(chapter("signs up")).toMatch(/exports is on, 0 of 3 used: .*\[api\]/);
    expect(chapter("signs up")).toMatch(/sso is off/);
  });

  it("counts usage until the limit stops it", () => {
    const text = chapter("Three exports");
    for (const usage of ["0 of 3", "1 of 3", "2 of 3"]) expect(text).toContain(`exports is on, ${usage} used`);
    expect(text).toContain("exports is off, 3 of 3 used");
    expect(text.match(/track\("export"\)/g)).toHaveLength(3);
  });

  it("is let through after the upgrade", () => {
    expect(chapter("buys Pro")).toContain("Acme is on Pro");
    expect(chapter("buys Pro")).toContain("exports is on, 3 of 100 used");
    expect(chapter("buys Pro")).toMatch(/sso is on/);
  });

  it("has a flag flip with a trait", () => {
    expect(chapter("A trait")).toMatch(/new-dashboard is off[\s\S]*new-dashboard is on: Matched standard rule/);
  });

  it("honours a company override", () => {
    expect(chapter("Oldtimer")).toMatch(/sso is on: Matched company override rule/);
  });

  it("shows a typed error", () => {
    expect(chapter("typed error")).toMatch(/NotFoundError, 404: \{"error":/);
  });

  it("delivers what is still queued before it closes", () => {
    expect(chapter("The app stops")).toContain("closed: 2 delivered, 0 dropped, 0 pending");
    const counted = emulator.state.rows("usage").find((row) => row.period === "all_time");
    expect(counted).toMatchObject({ event_subtype: "export", value: 5 });
  });

  it("answers with defaults when offline", () => {
    expect(chapter("Offline")).toMatch(/exports is on: .*\[default\]/);
    expect(chapter("Offline")).toMatch(/sso is off: .*\[default\]/);
  });
});
