/**
 * The elements of a JSON list as they are written: numbers that JavaScript cannot hold stay what they are.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Whether the bytes are a JSON list. */
export function isJsonList(data: Uint8Array): boolean {
  try {
    return Array.isArray(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data)));
  } catch {
    return false;
  }
}

/** Of the bytes of a JSON list, or of none. */
export class JsonList {
  readonly #data: Uint8Array;
  /** Where each element begins and ends. */
  readonly #places: Int32Array;

  constructor(data: Uint8Array) {
    this.#data = data;
    this.#places = Int32Array.from(elementPlaces(data));
  }

  get count(): number {
    return this.#places.length / 2;
  }

  /** The bytes of one element, without the spaces around it. */
  at(index: number): Uint8Array {
    const [from, to] = [this.#places[2 * index], this.#places[2 * index + 1]];
    if (from === undefined || to === undefined) throw new RangeError(`no element ${index} of ${this.count}`);
    return this.#data.subarray(from, to);
  }
}

/** Begin and end of each element: what lies between the commas of the outermost list. */
function elementPlaces(data: Uint8Array): number[] {
  const places: number[] = [];
  let depth = 0;
  let from = -1;
  let to = -1;
  for (let place = 0; place < data.length; place += 1) {
    const byte = data[place] ?? 0;
    if (SPACES.has(byte)) continue;
    const isOutside = (depth === 1 && (byte === COMMA || CLOSING.has(byte))) || (depth === 0 && OPENING.has(byte));
    if (isOutside && from >= 0) {
      places.push(from, to);
      from = -1;
    } else if (!isOutside && from < 0) from = place;
    if (OPENING.has(byte)) depth += 1;
    if (CLOSING.has(byte)) depth -= 1;
    if (byte === QUOTE) place = endOfText(data, place);
    to = place + 1;
  }
  return places;
}

/** The place of the quote that ends the text which begins here. */
function endOfText(data: Uint8Array, from: number): number {
  let place = from + 1;
  while (place < data.length && data[place] !== QUOTE) place += data[place] === BACKSLASH ? 2 : 1;
  return place;
}
