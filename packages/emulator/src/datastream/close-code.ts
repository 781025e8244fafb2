/** The codes of the protocol that may be sent; 1004 to 1006 and 1015 stand for what happened without one. */
const sendable: readonly number[] = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];
/** What a close frame has room for beside the code. */
const maxReasonBytes = 123;

/** May a WebSocket be closed with this code? */
export function isCloseCode(code: unknown): code is number {
  return (
    typeof code === "number" && (sendable.includes(code) || (Number.isInteger(code) && code >= 3000 && code <= 4999))
  );
}

/** Is there room for this reason in a close frame? */
export function isCloseReason(reason: string): boolean {
  return Buffer.byteLength(reason) <= maxReasonBytes;
}
