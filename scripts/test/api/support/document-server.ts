import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Serves documents on loopback, by path. A function decides anew at each request. */
export async function serveDocuments(documents: Record<string, string | { status: number; text: string }>) {
  const server = createServer((request, response) => {
    const found = documents[request.url ?? ""] ?? { status: 404, text: "nothing here" };
    const { status, text } = typeof found === "string" ? { status: 200, text: found } : found;
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: (path: string): string => `http://127.0.0.1:${port}${path}`,
    serve: (path: string, document: unknown): string => {
      documents[path] = typeof document === "string" ? document : JSON.stringify(document);
      return `http://127.0.0.1:${port}${path}`;
    },
    close: (): Promise<void> => new Promise((resolve) => server.close(() => resolve())),
  };
}
