import { type Emulator, startEmulator } from "@schematic/emulator";
import { seed } from "./seed.ts";
import { tellStory } from "./story.ts";
import { textTimeline } from "./timeline.ts";

async function main(): Promise<void> {
  const emulator = await startEmulator({ seed });
  try {
    console.log(`A local Schematic runs at ${emulator.url}`);
    await tellStory(emulator, textTimeline(console.log));
    if (process.argv.includes("--serve")) await serve(emulator);
  } finally {
    await emulator.close();
  }
}

async function serve({ url, apiKey }: Emulator): Promise<void> {
  console.log(
    `\nThe local Schematic keeps running, with its console at ${url}/ and the key ${apiKey}. Stop it with Ctrl-C.`,
  );
  await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
