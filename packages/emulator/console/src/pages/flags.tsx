import { useState } from "preact/hooks";
import { api, query } from "../api/request.ts";
import type { Flag } from "../api/schema.ts";
import { useResource } from "../live/use-resource.ts";
import { Empty, PageHead } from "../ui/blocks.tsx";
import { Field, Form } from "../ui/controls.tsx";
import { act } from "../ui/notices.ts";
import { Pages, Search } from "../ui/search.tsx";
import { FlagCard } from "./flag-card.tsx";

const perPage = 25;

function AddFlag() {
  return (
    <details class="adder">
      <summary class="button">Add a flag</summary>
      <Form
        submit="Add the flag"
        label="Add a flag"
        onSubmit={(values) => {
          const key = values("key");
          const body = {
            key,
            name: values("name") || key,
            description: "",
            flag_type: "boolean",
            default_value: false,
          };
          return act(`${key} added`, () => api("POST", "/flags", body));
        }}
      >
        <Field label="Key">
          <input name="key" required placeholder="new-dashboard" />
        </Field>
        <Field label="Name">
          <input name="name" placeholder="optional" />
        </Field>
      </Form>
    </details>
  );
}

/** All flags with their rules. */
export function FlagsPage() {
  const [q, setQ] = useState("");
  const [offset, setOffset] = useState(0);
  const path = `/flags${query({ q, limit: perPage, offset })}`;
  const { data, error } = useResource(path, () => api<Flag[]>("GET", path), { tables: ["flags", "features"] });
  return (
    <>
      <PageHead title="Flags" aside={<AddFlag />}>
        What each flag answers, rule by rule. A switch is what its line answers.
      </PageHead>
      <Search
        label="Search flags"
        value={q}
        onSearch={(text) => {
          setQ(text);
          setOffset(0);
        }}
      />
      {error !== undefined && <p class="banner">{error}</p>}
      {data?.length === 0 && (
        <Empty>{q === "" ? "There are no flags yet." : "No flag has this in its key or name."}</Empty>
      )}
      <div class="cards">
        {data?.map((flag) => (
          <FlagCard key={flag.id} flag={flag} />
        ))}
      </div>
      <Pages offset={offset} perPage={perPage} count={data?.length ?? 0} onMove={setOffset} />
    </>
  );
}
