/** Ends an event in the state `failed`; it was accepted all the same. */
export class EventError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "EventError";
  }
}
