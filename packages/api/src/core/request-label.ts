/** Names a request in errors and log lines: method and path, without the query, which may hold keys of people. */
export function requestLabel({ method, path }: { readonly method: string; readonly path: string }): string {
  const end = path.search(/[?#]/);
  return `${method} ${end === -1 ? path : path.slice(0, end)}`;
}
