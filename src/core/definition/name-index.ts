/**
 * Where the tasks of a large definition are, by name: hashes in ascending order, each with the segment of its task, in
 * pages by the first bits of the hash. A name and another may share a hash: whoever looks one up asks the segments it may
 * be in.
 */
import type { Partition } from "./partition.js";
import { isStep, type Stepwise } from "./stepwise.js";
import type { TaskGraph } from "./task-graph.js";

const TEXT_ENCODER = new TextEncoder();
const BYTES_PER_NAME = 8;
/** About how many names a page has. */
const NAMES_PER_PAGE = 8_192;

/** How many pages the index of so many names has: a power of two. */
export function namePageCount(names: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(names / NAMES_PER_PAGE)));
}

/** The page that tells of a name, of so many. */
export function namePageOf(name: string, pages: number): number {
  // Divided, not shifted: a shift by 32 bits would be none.
  return Math.floor((hashOf(name) / 2 ** 32) * pages);
}

/** A definition's names by their hashes, ascending: each hash with the segment of its task behind it. O(n log n). */
export function* sortedNames({ size, nameOf }: TaskGraph, { addressOf }: Partition): Stepwise<Float64Array> {
  // Both in one number, so that they are sorted as numbers are: fast.
  const entries = new Float64Array(size);
  for (let place = 0; place < size; place += 1) {
    entries[place] = hashOf(nameOf(place)) * 2 ** 20 + addressOf(place).segment;
    if (isStep(place)) yield;
  }
  return entries.sort();
}

/** The pages of a definition's index, in their order, as they are stored; `entries`: what `sortedNames` gave. */
export function* encodeNamePages(entries: Float64Array): Generator<Uint8Array> {
  const size = entries.length;
  const pages = namePageCount(size);
  let from = 0;
  for (let page = 0; page < pages; page += 1) {
    const end = ((page + 1) / pages) * 2 ** 52;
    let to = from;
    while (to < size && (entries[to] ?? 0) < end) to += 1;
    const bytes = new Uint8Array((to - from) * BYTES_PER_NAME);
    const view = new DataView(bytes.buffer);
    for (let index = from; index < to; index += 1) {
      const entry = entries[index] ?? 0;
      view.setUint32((index - from) * BYTES_PER_NAME, Math.floor(entry / 2 ** 20), true);
      view.setUint32((index - from) * BYTES_PER_NAME + 4, entry % 2 ** 20, true);
    }
    yield bytes;
    from = to;
  }
}

/** One page of stored bytes: hash and segment of each name, 32 bits each, the lowest byte first. */
export class NamePage {
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    if (bytes.length % BYTES_PER_NAME !== 0) throw new RangeError("an index of names is damaged");
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** What it occupies in memory; bytes. */
  get size(): number {
    return this.#view.byteLength;
  }

  /** The segments that may hold a task of this name; nearly always one or none. O(log n). */
  segmentsOf(name: string): number[] {
    const hash = hashOf(name);
    const count = this.size / BYTES_PER_NAME;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#hashAt(middle) < hash) low = middle + 1;
      else high = middle;
    }
    const found = new Set<number>();
    for (; low < count && this.#hashAt(low) === hash; low += 1) {
      found.add(this.#view.getUint32(low * BYTES_PER_NAME + 4, true));
    }
    return [...found];
  }

  #hashAt(index: number): number {
    return this.#view.getUint32(index * BYTES_PER_NAME, true);
  }
}

/** FNV-1a over the name's UTF-8 bytes, 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of TEXT_ENCODER.encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
