/** Workers KV refuses longer names and larger metadata. */
const maxNameBytes = 512;
const maxMetadataBytes = 1_024;

/** `#` and a SHA-256 digest in hex. */
const digestBytes = 65;

/** Longer keys are kept under a digest. No key that is kept as it is can be as long as one with a digest, so the two never meet. */
export const maxKeyBytes = maxNameBytes - digestBytes;

/** The name that a key has in Workers KV, and what must be noted beside it to find the key again. */
export async function kvName(key: string): Promise<{ name: string; metadata?: { metadata: { key: string } } }> {
  const bytes = new TextEncoder().encode(key);
  if (bytes.length <= maxKeyBytes) return { name: key };
  const name = `${startOf(bytes)}#${await sha256(bytes)}`;
  const noted = new TextEncoder().encode(JSON.stringify({ key })).length <= maxMetadataBytes;
  return noted ? { name, metadata: { metadata: { key } } } : { name };
}

/** As much of the key as fits, so that a listing by prefix still finds it; exactly as long, cut characters padded. */
function startOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(wholeCharacters(bytes.subarray(0, maxKeyBytes)));
  return text + "#".repeat(maxKeyBytes - new TextEncoder().encode(text).length);
}

/** Without the bytes of a character that was cut in two: continuation bytes of UTF-8 begin with the bits 10. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--;
  const lead = bytes[end - 1] ?? 0;
  if (lead < 0x80) return bytes;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  return bytes.length - (end - 1) >= length ? bytes : bytes.subarray(0, end - 1);
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
