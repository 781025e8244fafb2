/** Ends a request with a status and the service's `{ "error": message }`. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "HttpError";
    this.status = status;
  }
}

export const badRequest = (message: string): HttpError => new HttpError(400, message);
export const notFound = (what: string): HttpError => new HttpError(404, `${what} not found`);
