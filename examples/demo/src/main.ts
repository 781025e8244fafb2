import { startEmulator } from "@schematic/emulator";
import { seed } from "./seed.ts";
import { tellStory } from "./story.ts";
import { textTimeline } from "./timeline.ts";

async function main(): Promise<void> {
  const emulator = await startEmulator({ seed });
  console.log(`A local Schematic runs at ${emulator.url}`);
  await tellStory(emulator, textTimeline(console.log));
  if (process.argv.includes("--serve")) {
    console.log(
      `\nThe local Schematic keeps running, with its console at ${emulator.url}/ and the key ${emulator.apiKey}. Stop it with Ctrl-C.`,
    );
    await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
  }
  await emulator.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
