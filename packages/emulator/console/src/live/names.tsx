import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import { api } from "../api/request.ts";
import type { Company, User } from "../api/schema.ts";
import { useResource } from "./use-resource.ts";

/** Someone that a name and keys are known of. */
export interface Known {
  readonly id: string;
  readonly name: string;
  readonly keys: Readonly<Record<string, string>>;
}

interface Names {
  readonly companies: readonly Known[];
  readonly users: readonly Known[];
}

const none: Names = { companies: [], users: [] };
const NamesContext = createContext(none);

/** As many as the API gives at once; beyond that, ids stand for names. */
const limit = 250;

function known({ id, name, keys }: Company | User): Known {
  return { id, name, keys: Object.fromEntries(keys.map(({ key, value }) => [key, value])) };
}

async function loadNames(): Promise<Names> {
  const [companies, users] = await Promise.all([
    api<Company[]>("GET", `/companies?limit=${limit}`),
    api<User[]>("GET", `/users?limit=${limit}`),
  ]);
  return { companies: companies.map(known), users: users.map(known) };
}

/** Lets everything inside know the names of companies and users. */
export function WithNames({ children }: { readonly children: ComponentChildren }) {
  const { data } = useResource("names", loadNames, { tables: ["companies", "users"] });
  return <NamesContext.Provider value={data ?? none}>{children}</NamesContext.Provider>;
}

/** The companies and users there are. */
export const useNames = (): Names => useContext(NamesContext);

/** The name of a company or user; its id when it is not known. */
export function nameOf(list: readonly Known[], id: string | null | undefined): string | undefined {
  return id === null || id === undefined ? undefined : (list.find((each) => each.id === id)?.name ?? id);
}
