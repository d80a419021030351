/**
 * Brings what a commit has to tell other flows to them, right after it: those that its tasks go on as, and the one that
 * it is the work of. Whatever goes wrong costs time only: the outbox keeps what is not known to have been heard.
 */
import pLimit from "p-limit";
import { type Letter, letterKey } from "../../core/state/family.js";
import type { FlowHeader } from "../../core/state/flow-header.js";
import type { ParentLink } from "../../core/state/nesting.js";
import type { Segment, SegmentAddress } from "../../core/state/segment.js";
import { isEndedFlow } from "../../core/state/states.js";
import { segmentId } from "../../store/segment-id.js";
import { type Acknowledgements, runOfSegment } from "../large-flows/acknowledgements.js";
import type { Machinery } from "../machinery.js";
import type { FamilyTelling } from "./family-telling.js";
import { hearChild, reportOf } from "./hear-child.js";
import { tellChildren } from "./tell-children.js";

/** So many segments tell others at once. */
const TELLING_AT_ONCE = 64;

export class FamilyMessenger implements FamilyTelling {
  readonly #machinery: () => Machinery;
  readonly #acknowledgements: Acknowledgements;
  readonly #inTurn = pLimit(TELLING_AT_ONCE);
  /** The highest sequence that is being told, by sender and whom it is for. */
  readonly #underWay = new Map<string, number>();

  constructor(machinery: () => Machinery, acknowledgements: Acknowledgements) {
    this.#machinery = machinery;
    this.#acknowledgements = acknowledgements;
  }

  /** Begins to tell; the segment is as the commit left it. */
  send(segment: Segment, letters: readonly Letter[]): void {
    if (letters.length === 0) return;
    const { address, flow } = segment;
    const unsent = letters.filter((letter) => this.#begins(address, letter));
    const children = unsent.filter((letter) => letter.to === "child");
    if (children.length > 0) {
      this.#tell(address, children, "telling nested flows", async () => {
        const heard = await tellChildren(this.#machinery(), address, children);
        for (const letter of heard) this.acknowledge(address, letter);
      });
    }
    const { parent } = flow;
    for (const letter of unsent) {
      if (letter.to !== "parent" || parent === undefined) continue;
      this.#tell(address, [letter], "telling the flow that a flow is within", async () => {
        if (await this.#tellParent(address, flow, parent)) this.acknowledge(address, letter);
      });
    }
  }

  /** The sender leaves what was heard out of its next write. */
  acknowledge(address: SegmentAddress, letter: Letter): void {
    const key = letterKey(letter);
    this.#acknowledgements.note(address, key, letter.sequence);
    const segment = this.#machinery().committer.cache.peek(segmentId(address))?.segment;
    if (segment?.address.incarnation === address.incarnation) segment.family.acknowledge(key, letter.sequence);
  }

  /** An outbox that is due again while its letters are still under way adds nothing. */
  #begins(address: SegmentAddress, letter: Letter): boolean {
    const key = `${runOfSegment(address)} ${letterKey(letter)}`;
    if ((this.#underWay.get(key) ?? 0) >= letter.sequence) return false;
    this.#underWay.set(key, letter.sequence);
    return true;
  }

  #tell(address: SegmentAddress, letters: readonly Letter[], what: string, perform: () => Promise<void>): void {
    const { emit } = this.#machinery();
    void this.#inTurn(perform)
      .catch((error) => emit({ kind: "error", what, error, segmentId: segmentId(address) }))
      .finally(() => {
        for (const letter of letters) {
          const key = `${runOfSegment(address)} ${letterKey(letter)}`;
          if (this.#underWay.get(key) === letter.sequence) this.#underWay.delete(key);
        }
      });
  }

  /** Whether it has been heard. */
  async #tellParent(address: SegmentAddress, flow: FlowHeader, parent: ParentLink): Promise<boolean> {
    const machinery = this.#machinery();
    const { flowId, incarnation, segment, number, attempt, order } = parent;
    const target = { namespace: address.namespace, flowId, incarnation, segment };
    if (order === undefined && !isEndedFlow(flow.state)) {
      // It was never told to begin: whoever it is the work of is asked to say it again, or it is not wanted.
      await tellChildren(machinery, target, [{ to: "child", number, attempt, sequence: 0 }]);
      return false;
    }
    // It has gone on since.
    if (!isEndedFlow(flow.state) && flow.state !== "SUSPENDED") return true;
    const report = await reportOf(machinery, address, flow, order ?? 0);
    return hearChild(machinery, target, { kind: "hear_child", incarnation, number, attempt, report });
  }
}
