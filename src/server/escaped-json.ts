/**
 * JSON that is also harmless as text: what a terminal may take for orders, or what turns the direction of text around,
 * stands in it as an escape, so that whoever parses it is given the very same.
 */

/** JSON itself escapes those below the blank. */
const UNSAFE = /[\p{Bidi_Control}\u007f-\u009f\u2028\u2029]/gu;

export function escapedJson(json: string): string {
  return json.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
