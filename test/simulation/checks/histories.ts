/**
 * Everything that was ever stored of the flows of a world, and what callers were told of it.
 */
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { SimulatedFlow } from "../workload.js";
import type { World } from "../world/world.js";
import { FlowHistory, isHeld } from "./flow-history.js";

/** Somebody was told that an outcome is recorded. */
interface Acknowledged {
  readonly history: FlowHistory;
  readonly taskId: string;
  readonly requestId: string;
  readonly outcomeDigest: string;
}

export interface Answered {
  readonly flowId: string;
  readonly taskId: string;
  readonly requestId: string;
  readonly revision: string;
}

export class Histories {
  readonly #world: World;
  readonly #flows: ReadonlyMap<string, SimulatedFlow>;
  /** By flow id and incarnation. */
  readonly #histories = new Map<string, FlowHistory>();
  readonly #latest = new Map<string, FlowHistory>();
  readonly #acknowledged: Acknowledged[] = [];

  constructor(world: World, flows: readonly SimulatedFlow[]) {
    this.#world = world;
    this.#flows = new Map(flows.map((flow) => [flow.flowId, flow]));
  }

  /** The run of a flow that is stored now. */
  current(flowId: string): FlowHistory | undefined {
    return this.#latest.get(flowId);
  }

  readonly witness = (before: SegmentRecord | undefined, after: SegmentRecord | undefined): void => {
    const record = after ?? before;
    if (record === undefined) return;
    const { flowId, incarnation, segment } = record.address;
    if (after === undefined) {
      this.#world.note("store", `${flowId} is deleted`);
      this.#latest.delete(flowId);
      return;
    }
    const key = `${flowId} ${incarnation}`;
    const history = this.#histories.get(key) ?? new FlowHistory(this.#flow(flowId));
    this.#histories.set(key, history);
    // The others of a run are stored before its first segment makes it exist.
    if (segment === 0) this.#latest.set(flowId, history);
    this.#world.note(
      "store",
      `${flowId}${segment === 0 ? "" : `/${segment}`} v${after.version} by ${after.commit} ${after.flow.state}${changes(history, before, after)}`,
    );
    try {
      history.witness(before, after);
    } catch (error) {
      this.#world.breaks(`${flowId}: ${(error as Error).message}`);
    }
  };

  /** The run of a flow that a revision is of. */
  at(flowId: string, revision: string): FlowHistory | undefined {
    return this.#histories.get(`${flowId} ${incarnationOf(revision)}`);
  }

  /** How often the flow was run. */
  runs(flowId: string): number {
    return [...this.#histories.values()].filter(({ flow }) => flow.flowId === flowId).length;
  }

  /** A completion was answered: it must be stored, now and for ever. `revision`: the flow's in the answer. */
  acknowledged({ flowId, taskId, requestId, revision }: Answered): void {
    const history = this.at(flowId, revision);
    const outcomeDigest = history?.attemptOf(taskId, requestId)?.outcomeDigest;
    if (history === undefined || outcomeDigest === undefined) {
      this.#world.breaks(`${flowId}/${taskId}: request ${requestId} was answered and is not stored`);
    } else this.#acknowledged.push({ history, taskId, requestId, outcomeDigest });
  }

  /** At the end: every acknowledged completion is still what it was. */
  expectAcknowledgedKept(): void {
    for (const { history, taskId, requestId, outcomeDigest } of this.#acknowledged) {
      const { attempt = 0 } = history.entry(taskId) ?? {};
      const recorded = history.attemptOf(taskId, requestId);
      if (recorded?.outcomeDigest === outcomeDigest || attempt > 10) continue;
      this.#world.breaks(`${history.flow.flowId}/${taskId}: request ${requestId} was acknowledged and is lost`);
    }
  }

  /** The runs that are stored now. */
  get currents(): readonly FlowHistory[] {
    return [...this.#latest.values()];
  }

  /** The claims of a session that are open now, by token. */
  openClaims(sessionId: string): ReadonlySet<string> {
    const open = new Set<string>();
    for (const history of this.#latest.values()) {
      for (const entry of history.entries()) {
        if (isHeld(entry) && entry.claim?.session === sessionId) open.add(entry.claim.token);
      }
    }
    return open;
  }

  #flow(flowId: string): SimulatedFlow {
    const flow = this.#flows.get(flowId);
    if (flow === undefined) throw new Error(`a flow ${flowId} that nobody ran`);
    return flow;
  }
}

function changes({ flow }: FlowHistory, before: SegmentRecord | undefined, after: SegmentRecord): string {
  const told = [...after.nodes].flatMap(([number, entry]) => {
    const was = before?.nodes.get(number);
    if (was === entry) return [];
    const name = flow.graph.tasks[flow.segments[after.address.segment]?.[number] ?? -1]?.name;
    return [
      ` ${name} ${was?.state ?? "PENDING"}→${entry.state}#${entry.attempt}(v${entry.version})${entry.claim === undefined ? "" : ` ${entry.claim.token} ${entry.claim.session}@${entry.claim.epoch}`}`,
    ];
  });
  return told.join(",");
}

/** "f.<version>.<incarnation>", of another segment than the first with its number behind; "p.<versions>.<incarnation>" */
export function incarnationOf(revision: string): string {
  return revision.split(".")[2] ?? "";
}
