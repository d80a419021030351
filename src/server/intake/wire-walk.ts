/**
 * A walk over the bytes of a message before they are decoded: it counts what decoding would make, and makes nothing itself.
 * What it lets pass the decoder reads as it does; bytes that the decoder would read in another way, or not at all, it refuses.
 */
import { WireType } from "@bufbuild/protobuf/wire";
import { refuseKey, unreadable } from "../request-errors.js";
import type { FieldPlan, MessagePlan } from "./message-plan.js";

/** Messages within each other: as the decoder has it. */
export const DEPTH = 100;
const TAG_BYTES = 5;
const VARINT_BYTES = 10;
/** The decoder would take it for the prototype of the map, and lose the entry. */
export const LOST_KEY = Buffer.from("__proto__");

export class WireWalk {
  readonly #bytes: Buffer;
  #at = 0;
  /** The names of the fields that lie around the place where it is. */
  readonly #path: string[] = [];
  #depth = 0;
  /** Messages, entries of maps, values of lists, fields that are not known, and fields that come again. */
  elements = 0;
  tasks = 0;
  /** Where the first task is. */
  tasksPath = "";

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Throws INVALID_FIELD where the bytes are no message of the type. */
  over(plan: MessagePlan): this {
    this.#message(plan, this.#bytes.length);
    return this;
  }

  #message({ numbered, isEntry }: MessagePlan, end: number): void {
    let seen = 0;
    while (this.#at < end) {
      const tag = this.#short();
      const wire = tag & 7;
      const field = numbered[tag >>> 3];
      if (field === undefined) {
        if (isEntry || tag < 8) throw unreadable("a field has a number that it cannot have");
        this.#unknown(wire);
      } else if (wire === field.wire) {
        if ((seen & field.bit) !== 0) this.elements += 1;
        seen |= field.bit;
        this.#value(field, end);
      } else if (wire === WireType.LengthDelimited && field.isList) this.#packed(field.wire, end);
      else throw unreadable(`${field.name} does not come as what it is`);
    }
    if (this.#at > end) throw unreadable("a field is longer than what it lies in");
  }

  #value(field: FieldPlan, end: number): void {
    const { plan, wire } = field;
    if (field.isList || plan !== undefined) this.elements += 1;
    if (wire !== WireType.LengthDelimited) {
      this.#skip(wire);
      return;
    }
    const stop = this.#stop(end);
    if (field.isKey) this.#checkKey(stop);
    if (plan === undefined) {
      this.#at = stop;
      return;
    }
    this.#path[this.#depth] = field.name;
    if (field.isTasks) this.#task();
    if (++this.#depth >= DEPTH) throw unreadable(`it has more than ${DEPTH} messages within each other`);
    this.#message(plan, stop);
    this.#depth -= 1;
  }

  #task(): void {
    if (this.tasks === 0) this.tasksPath = this.#path.slice(0, this.#depth + 1).join(".");
    this.tasks += 1;
  }

  #checkKey(stop: number): void {
    if (stop - this.#at === LOST_KEY.length && LOST_KEY.compare(this.#bytes, this.#at, stop) === 0)
      refuseKey(this.#path.slice(0, this.#depth).join("."), LOST_KEY.toString());
  }

  #packed(wire: WireType, end: number): void {
    const stop = this.#stop(end);
    while (this.#at < stop) {
      this.#skip(wire);
      this.elements += 1;
    }
    if (this.#at > stop) throw unreadable("a list is longer than it says");
  }

  /** Also a group with all that is in it. */
  #unknown(first: number): void {
    let wire = first;
    let groups = 0;
    for (;;) {
      this.elements += 1;
      if (wire === WireType.StartGroup) groups += 1;
      else if (wire === WireType.EndGroup) groups -= 1;
      else if (wire === WireType.LengthDelimited) this.#at = this.#stop(this.#bytes.length);
      else this.#skip(wire);
      if (groups <= 0) return;
      const tag = this.#short();
      if (tag < 8) throw unreadable("a group has no end");
      wire = tag & 7;
    }
  }

  #skip(wire: number): void {
    if (wire === WireType.Varint) this.#skipVarint();
    else if (wire === WireType.Bit64) this.#at += 8;
    else if (wire === WireType.Bit32) this.#at += 4;
    else throw unreadable("a field is of a kind that there is not");
  }

  #skipVarint(): void {
    const bytes = this.#bytes;
    const from = this.#at;
    let at = from;
    while ((bytes[at++] ?? 0) >= 128) if (at - from >= VARINT_BYTES) throw unreadable("a number has no end");
    this.#at = at;
  }

  /** Where what begins with its length ends. */
  #stop(end: number): number {
    const stop = this.#short() + this.#at;
    if (stop > end) throw unreadable("a field is longer than what it lies in");
    return stop;
  }

  /** A tag, or a length. */
  #short(): number {
    const bytes = this.#bytes;
    let value = bytes[this.#at++] ?? 0;
    if (value < 128) return value;
    value &= 127;
    for (let place = 1, unit = 128; place < TAG_BYTES; place += 1, unit *= 128) {
      const byte = bytes[this.#at++] ?? 0;
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
    throw unreadable("a length has no end");
  }
}
