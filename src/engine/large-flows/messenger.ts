/**
 * Brings the messages of a commit to the segments that they are for, right after it. Whatever goes wrong costs time
 * only: the sender's outbox keeps what is not known to have been heard, and sends it again.
 */
import pLimit from "p-limit";
import type { Message } from "../../core/state/message.js";
import type { Segment, SegmentAddress } from "../../core/state/segment.js";
import { segmentId } from "../../store/segment-id.js";
import type { Committer } from "../commit/committer.js";
import type { WorkingCopy } from "../commit/working-copy.js";
import type { EngineEvent } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { AlarmClock } from "../upkeep/alarm-clock.js";
import { type Acknowledgements, runOfSegment } from "./acknowledgements.js";

/** So many segments are told at once, of all flows: each may have to be read, and others want to be written, too. */
const TOLD_AT_ONCE = 64;

/** What one segment is being told, or is about to be told, by another. */
interface Letter {
  /** The highest sequence in it. */
  readonly last: number;
  readonly heard: Promise<void>;
}

/** A segment with letters under way. */
interface Sender {
  letters: number;
  /** When its outbox is due again, as its latest commit has it. */
  dueTime: number | undefined;
  /** It fell due, and nothing was done. */
  wasDue: boolean;
}

export class Messenger {
  readonly #committer: Committer;
  readonly #acknowledgements: Acknowledgements;
  readonly #alarms: AlarmClock;
  readonly #emit: (event: EngineEvent) => void;
  readonly #inTurn = pLimit(TOLD_AT_ONCE);
  /** The newest letter under way, by sender and target. */
  readonly #letters = new Map<string, Letter>();
  readonly #senders = new Map<string, Sender>();
  readonly #underWay = new WeakMap<readonly Message[], Promise<unknown>>();

  constructor(
    committer: Committer,
    acknowledgements: Acknowledgements,
    alarms: AlarmClock,
    emit: (event: EngineEvent) => void,
  ) {
    this.#committer = committer;
    this.#acknowledgements = acknowledgements;
    this.#alarms = alarms;
    this.#emit = emit;
  }

  /**
   * Whether what is due in a segment at this time is its outbox, of which letters are still under way: the segment need
   * not be looked at before those have ended, and is then. Of a large flow thousands may wait for their turn, and each
   * look costs what a letter does.
   */
  isAboutToTell(segmentId: string, time: number): boolean {
    const sender = this.#senders.get(segmentId);
    if (sender === undefined || sender.dueTime !== time) return false;
    sender.wasDue = true;
    return true;
  }

  /** Begins to send; the segment is as the commit left it. */
  send({ address, post }: Segment, messages: readonly Message[]): void {
    if (messages.length > 0) this.#post(address, messages);
    const sender = this.#senders.get(segmentId(address));
    if (sender === undefined) return;
    // Whoever lands the commit sets the segment's alarm anew.
    sender.wasDue = false;
    sender.dueTime = post.resendTime();
  }

  #post(address: SegmentAddress, messages: readonly Message[]): void {
    const byTarget = new Map<number, Message[]>();
    for (const message of messages) {
      const known = byTarget.get(message.to);
      if (known === undefined) byTarget.set(message.to, [message]);
      else known.push(message);
    }
    const heard = [...byTarget].map(([to, forIt]) => this.#letter(address, to, forIt));
    this.#underWay.set(messages, Promise.all(heard));
  }

  /** Sends what is stored in a segment's outbox; resolves when it has been heard, or left for later. */
  async tell(address: SegmentAddress, outbox: readonly Message[]): Promise<void> {
    this.#post(address, outbox);
    await this.delivered(outbox);
  }

  /** Resolves when these messages of a commit have been heard, or left for later. */
  async delivered(messages: readonly Message[]): Promise<void> {
    await this.#underWay.get(messages);
  }

  /** An outbox that is due again while its messages are still under way adds nothing: a large flow has thousands. */
  #letter(address: SegmentAddress, to: number, messages: readonly Message[]): Promise<void> {
    const key = `${runOfSegment(address)} ${to}`;
    const before = this.#letters.get(key);
    const last = messages.at(-1)?.sequence ?? 0;
    if (before !== undefined && last <= before.last) return before.heard;
    const unsent = messages.filter(({ sequence }) => sequence > (before?.last ?? 0));
    const ended = this.#begin(segmentId(address));
    const heard = this.#inTurn(() => this.#sendTo(address, to, unsent)).finally(() => {
      if (this.#letters.get(key) === letter) this.#letters.delete(key);
      ended();
    });
    const letter = { last, heard };
    this.#letters.set(key, letter);
    return heard;
  }

  /** One more letter is under way; what is returned ends that. */
  #begin(id: string): () => void {
    const sender = this.#senders.get(id) ?? { letters: 0, dueTime: undefined, wasDue: false };
    this.#senders.set(id, sender);
    sender.letters += 1;
    return () => {
      sender.letters -= 1;
      if (sender.letters > 0) return;
      this.#senders.delete(id);
      if (sender.wasDue) this.#alarms.set(id, sender.dueTime);
    };
  }

  async #sendTo(address: SegmentAddress, to: number, messages: readonly Message[]): Promise<void> {
    try {
      const heard = await this.#deliver(address, to, messages);
      // Those before them are still on their way from another process: whoever comes first brings all.
      const missed = heard < (messages.at(-1)?.sequence ?? 0) ? this.#keptFor(address, to) : [];
      if (missed.length > 0) await this.#deliver(address, to, missed);
    } catch (error) {
      // A flow that is gone hears nothing more.
      if (error instanceof EngineError && error.reason === "FLOW_NOT_FOUND") {
        this.#acknowledge(address, to, Number.MAX_SAFE_INTEGER);
      } else this.#emit({ kind: "error", what: "telling another segment", error, segmentId: segmentId(address) });
    }
  }

  /** Up to which of its messages the sender has been heard. */
  async #deliver(address: SegmentAddress, to: number, messages: readonly Message[]): Promise<number> {
    const { segment: from, incarnation } = address;
    const target = segmentId({ ...address, segment: to });
    const { answer } = await this.#committer.submit(target, { kind: "deliver", from, incarnation, messages });
    const heard = answer.heard ?? 0;
    this.#acknowledge(address, to, heard);
    return heard;
  }

  /** The sender leaves what was heard out of its next write. */
  #acknowledge(address: SegmentAddress, to: number, heard: number): void {
    this.#acknowledgements.note(address, to, heard);
    this.#sender(address)?.segment.post.acknowledge(to, heard);
  }

  /** All that the sender has still to tell the segment, as far as is known here. */
  #keptFor(address: SegmentAddress, segment: number): readonly Message[] {
    const outbox = this.#sender(address)?.storedOutbox ?? [];
    return outbox.filter(({ to }) => to === segment);
  }

  #sender(address: SegmentAddress): WorkingCopy | undefined {
    const copy = this.#committer.cache.peek(segmentId(address));
    return copy?.segment.address.incarnation === address.incarnation ? copy : undefined;
  }
}
