/**
 * What texts take in a message, with what stands before each; bytes, rather too many than too few.
 */

/** Before a text stand its field and its length. */
const FIELD_BYTES = 4;
/** Up to so many characters it is not worth the time to look whether each takes the most that it can. */
const SHORT_TEXT = 32;
const CHARACTER_BYTES = 3;

export function textBytes(text: string): number {
  const { length } = text;
  return FIELD_BYTES + (length <= SHORT_TEXT ? CHARACTER_BYTES * length : Buffer.byteLength(text));
}

export function textsBytes(texts: readonly string[]): number {
  let bytes = 0;
  for (const text of texts) bytes += textBytes(text);
  return bytes;
}

export function mapBytes(map: Readonly<Record<string, string>> | undefined): number {
  let bytes = 0;
  for (const key in map) bytes += textBytes(key) + textBytes(map[key] ?? "");
  return bytes;
}
