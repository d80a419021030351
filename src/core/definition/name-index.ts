/**
 * Where the tasks of a large definition are, by name: hashes in ascending order, each with the segment of its task.
 * A name and another may share a hash: whoever looks one up asks the segments it may be in.
 */
const TEXT_ENCODER = new TextEncoder();
const BYTES_PER_NAME = 8;

export class NameIndex {
  readonly #hashes: Uint32Array;
  readonly #segments: Uint32Array;

  private constructor(hashes: Uint32Array, segments: Uint32Array) {
    this.#hashes = hashes;
    this.#segments = segments;
  }

  /** Of the names of each segment. O(n log n). */
  static of(segments: readonly (readonly string[])[]): NameIndex {
    const entries = segments.flatMap((names, segment) => names.map((name) => [hashOf(name), segment] as const));
    entries.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return new NameIndex(
      Uint32Array.from(entries, ([hash]) => hash),
      Uint32Array.from(entries, ([, segment]) => segment),
    );
  }

  /** Of stored bytes: hash and segment of each name, 32 bits each, the lowest byte first. */
  static decode(bytes: Uint8Array): NameIndex {
    if (bytes.length % BYTES_PER_NAME !== 0) throw new RangeError("an index of names is damaged");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const length = bytes.length / BYTES_PER_NAME;
    const at = (index: number, offset: number) => view.getUint32(index * BYTES_PER_NAME + offset, true);
    return new NameIndex(
      Uint32Array.from({ length }, (_, index) => at(index, 0)),
      Uint32Array.from({ length }, (_, index) => at(index, 4)),
    );
  }

  encode(): Uint8Array {
    const bytes = new Uint8Array(this.#hashes.length * BYTES_PER_NAME);
    const view = new DataView(bytes.buffer);
    for (const [index, hash] of this.#hashes.entries()) {
      view.setUint32(index * BYTES_PER_NAME, hash, true);
      view.setUint32(index * BYTES_PER_NAME + 4, this.#segments[index] ?? 0, true);
    }
    return bytes;
  }

  /** What it occupies in memory; bytes. */
  get size(): number {
    return this.#hashes.length * BYTES_PER_NAME;
  }

  /** The segments that may hold a task of this name; nearly always one or none. O(log n). */
  segmentsOf(name: string): number[] {
    const hash = hashOf(name);
    let low = 0;
    let high = this.#hashes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#hashes[middle] ?? 0) < hash) low = middle + 1;
      else high = middle;
    }
    const found = new Set<number>();
    for (; this.#hashes[low] === hash; low += 1) found.add(this.#segments[low] ?? 0);
    return [...found];
  }
}

/** FNV-1a over the name's UTF-8 bytes, 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of TEXT_ENCODER.encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
