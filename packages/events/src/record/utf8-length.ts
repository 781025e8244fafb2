const encoder = new TextEncoder();

/** How many bytes a text takes on the network. */
export function utf8Length(text: string): number {
  // Nearly every event is ASCII, where both lengths agree and nothing needs to be encoded.
  return /[\u0080-\uffff]/.test(text) ? encoder.encode(text).length : text.length;
}
