/**
 * Bounds what callers that have not shown who they are can write into the audit log: some lines a second for each address,
 * and how many more there were.
 */
import { LRUCache } from "lru-cache";

const LINES = 10;
const SPAN_MS = 1_000;
/** Of the addresses that were seen last. */
const ADDRESSES = 1_000;

interface Span {
  lines: number;
}

export class Strangers {
  readonly #spans = new LRUCache<string, Span>({ max: ADDRESSES });
  readonly #leftOut: (address: string, lines: number) => void;

  /** `leftOut` is told at the end of each second in which there were more. */
  constructor(leftOut: (address: string, lines: number) => void) {
    this.#leftOut = leftOut;
  }

  /** Whether the next line about this address is to be written. */
  mayTell(address: string): boolean {
    const span = this.#spans.get(address) ?? this.#begin(address);
    span.lines += 1;
    return span.lines <= LINES;
  }

  #begin(address: string): Span {
    const span: Span = { lines: 0 };
    this.#spans.set(address, span);
    setTimeout(() => {
      if (this.#spans.peek(address) === span) this.#spans.delete(address);
      if (span.lines > LINES) this.#leftOut(address, span.lines - LINES);
    }, SPAN_MS).unref();
    return span;
  }
}
