import { useEffect, useState } from "preact/hooks";

/** Where in the console one is: a page and, on some, the id of what it shows. */
export interface Route {
  readonly page: string;
  readonly id: string | undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // An address that somebody typed.
    return text;
  }
}

function read(): Route {
  const [page = "", id] = location.hash.replace(/^#\/?/, "").split("/");
  return { page: page || "flags", id: id === undefined || id === "" ? undefined : decode(id) };
}

/** The address of a page. */
export function link(page: string, id?: string): string {
  return id === undefined ? `#/${page}` : `#/${page}/${encodeURIComponent(id)}`;
}

/** Where one is, as the address says. */
export function useRoute(): Route {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const update = (): void => {
      setRoute(read());
      scrollTo(0, 0);
    };
    addEventListener("hashchange", update);
    return () => removeEventListener("hashchange", update);
  }, []);
  return route;
}
