// Text of others, without what would let it be read otherwise than it stands there.

/** Marks that turn the direction of what follows: embeddings, overrides, isolates. Text of a right-to-left script needs none. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/** With each of these marks spelled out, as JSON spells it: `\u202e`. */
export function visibleText(text: string): string {
  return text.replace(TURNING, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`);
}
