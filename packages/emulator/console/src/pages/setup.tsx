import type { Info, Operation } from "../api/emulator.ts";
import { admin, emulatorInfo } from "../api/request.ts";
import { useResource } from "../live/use-resource.ts";
import { Card, PageHead } from "../ui/blocks.tsx";
import { Button } from "../ui/controls.tsx";
import { act, notify } from "../ui/notices.ts";

function Snippet({ title, code }: { readonly title: string; readonly code: string }) {
  return (
    <div class="snippet">
      <div class="row">
        <strong>{title}</strong>
        <Button
          kind="small"
          label={`Copy: ${title}`}
          onClick={() => act("Copied", () => navigator.clipboard.writeText(code))}
        >
          Copy
        </Button>
      </div>
      <pre>{code}</pre>
    </div>
  );
}

function Connect({ info }: { readonly info: Info }) {
  const { api_key, publishable_key } = info;
  const url = location.origin;
  return (
    <Card title="Point an SDK here">
      <Snippet title="API key" code={api_key} />
      <Snippet title="Publishable key" code={publishable_key} />
      <Snippet
        title="@schematic/client"
        code={`new Schematic({ apiKey: "${api_key}", baseUrl: "${url}", eventCaptureUrl: "${url}" })`}
      />
      <Snippet
        title="The official Node SDK"
        code={`new SchematicClient({ apiKey: "${api_key}", basePath: "${url}", eventCaptureBaseURL: "${url}" })`}
      />
    </Card>
  );
}

async function load(file: File): Promise<void> {
  const text = await file.text();
  await admin("POST", "/seed", JSON.parse(text));
}

function State({ info }: { readonly info: Info }) {
  const choose = (input: HTMLInputElement): void => {
    const file = input.files?.[0];
    if (file) void act(`${file.name} applied`, () => load(file));
    input.value = "";
  };
  return (
    <Card title="State">
      <p>{info.persistent ? "Kept on disk across restarts." : "In memory only: start with --data DIR to keep it."}</p>
      <div class="buttons">
        <a class="button" href="/_emulator/seed?format=yaml" download="schematic-seed.yaml">
          Export as YAML
        </a>
        <a class="button" href="/_emulator/seed" download="schematic-seed.json">
          Export as JSON
        </a>
        <label class="button file">
          Add a JSON seed
          <input type="file" accept="application/json" onChange={(event) => choose(event.currentTarget)} />
        </label>
        <Button
          kind="danger"
          onClick={() => {
            if (confirm("Empty the emulator and apply the seed that it started with?"))
              void act("As at the start", () => admin("POST", "/reset", {}));
            else notify("good", "Nothing was changed");
          }}
        >
          Reset
        </Button>
      </div>
    </Card>
  );
}

function Operations() {
  const { data } = useResource("operations", () => admin<{ operations: Operation[] }>("GET", "/operations"), {});
  const missing = data?.operations.filter((operation) => !operation.emulated) ?? [];
  return (
    <Card title="What is emulated">
      <p>
        {(data?.operations.length ?? 0) - missing.length} of {data?.operations.length ?? 0} operations of the API. The
        others answer 501 and show under Activity.
      </p>
      <details>
        <summary>{missing.length} that are not</summary>
        <ul class="names">
          {missing.map(({ operation, method, path }) => (
            <li key={operation}>
              <strong>{operation}</strong>{" "}
              <span class="mono">
                {method} {path}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </Card>
  );
}

/** How to point an SDK at the emulator, and its state as a whole. */
export function SetupPage() {
  const { data: info } = useResource("info", emulatorInfo, {});
  if (info === undefined) return null;
  return (
    <>
      <PageHead title="Setup">One address serves the API, event capture, the datastream and this console.</PageHead>
      <div class="columns">
        <Connect info={info} />
        <State info={info} />
        <Operations />
      </div>
    </>
  );
}
