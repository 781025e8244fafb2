import { api } from "../api/request.ts";
import { PageHead } from "../ui/blocks.tsx";
import { Button } from "../ui/controls.tsx";
import { showKeys } from "../ui/format.ts";
import { act } from "../ui/notices.ts";
import { link } from "../ui/route.ts";

interface SubjectHeadProps {
  readonly kind: "company" | "user";
  readonly id: string;
  readonly name: string;
  readonly keys: Readonly<Record<string, string>>;
}

const lists = { company: ["companies", "Companies"], user: ["users", "Users"] } as const;

/** The head of a company's or user's page: the way back, how it is called, and the button that deletes it. */
export function SubjectHead({ kind, id, name, keys }: SubjectHeadProps) {
  const [section, title] = lists[kind];
  const remove = async (): Promise<void> => {
    const path = `/${section}/${encodeURIComponent(id)}`;
    if (await act(`${name} deleted`, () => api("DELETE", path))) location.hash = link(section);
  };
  return (
    <>
      <a class="back" href={link(section)}>
        {title}
      </a>
      <PageHead
        title={name}
        aside={
          <Button kind="danger" label={`Delete the ${kind} ${name}`} onClick={() => void remove()}>
            Delete
          </Button>
        }
      >
        <span class="mono">
          {showKeys(keys)} · {id}
        </span>
      </PageHead>
    </>
  );
}
