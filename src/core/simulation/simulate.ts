/**
 * Runs a flow on virtual time: the same decisions as for any flow, with executors that are assumed. The segment is
 * changed; nothing else is.
 */
import type { Command } from "../command.js";
import { type FlowStart, start } from "../decide/flow-start.js";
import { type Change, type DecisionContext, NO_OFFERS } from "../decision.js";
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import type { Stepwise } from "../definition/stepwise.js";
import { JOIN_UNREACHABLE } from "../state/failure.js";
import { letterKey } from "../state/family.js";
import { Segment } from "../state/segment.js";
import { isEndedFlow } from "../state/states.js";
import { step } from "../step.js";
import type { Simulation, SimulationEnd, SimulationSetting } from "./simulation.js";
import { batchesOf, Timeline } from "./timeline.js";
import { unreachableNodes } from "./unreachable.js";
import { CLAIMANT, CLAIMS_AT_ONCE, type Claims, NO_CLAIMS, VirtualExecutors } from "./virtual-executors.js";

/** After so many decisions and changes of tasks there is a pause. */
const CHANGES_AT_ONCE = 64;

const FLOW_START: FlowStart = { labels: {}, priority: 0, runDigest: "" };
const NOTHING_SAID = { requestDigest: "", reason: "" };

/** Of a flow that would start now. */
export function* simulateDefinition(definition: CompiledDefinition, setting: SimulationSetting): Stepwise<Simulation> {
  const address = { namespace: "", flowId: "", incarnation: "", segment: 0 };
  // Nothing is offered yet: what is ready is claimed in the first step, as in any flow that is taken up.
  const { segment, changes } = start(address, definition, FLOW_START, contextAt(0, NO_OFFERS));
  segment.version = 1;
  yield;
  const open = definition.nodes.map(({ number }) => number);
  // Where success alone leads on, nothing is out of reach before something has failed.
  if (definition.control === undefined)
    return yield* simulate({ segment, open, unreachable: [], now: 0, begun: changes }, setting);
  const unreachable = unreachableNodes(new Segment(address, definition, 0, { flow: segment.flow, nodes: new Map() }));
  yield;
  return yield* simulate({ segment, open, unreachable, now: 0, begun: changes }, setting);
}

/**
 * Of a flow that is under way, from `now` on. What is claimed or deferred already ends when the assumed duration is over,
 * counted from when it began. A flow that is suspended, or that an edge pauses, goes on at once.
 */
export function* simulateSegment(segment: Segment, setting: SimulationSetting, now: number): Stepwise<Simulation> {
  const unreachable = unreachableNodes(segment);
  yield;
  const open = segment.numbers().filter((number) => segment.stateOf(number) === "PENDING");
  return yield* simulate({ segment, open, unreachable, now, begun: [] }, setting);
}

interface Beginning {
  readonly segment: Segment;
  /** The tasks that nothing had happened to. */
  readonly open: readonly number[];
  readonly unreachable: readonly number[];
  readonly now: number;
  readonly begun: readonly Change[];
}

function* simulate(
  { segment, open, unreachable, now, begun }: Beginning,
  setting: SimulationSetting,
): Stepwise<Simulation> {
  const run = new VirtualRun(segment, setting, now, begun);
  for (let changes = 0; run.goOn(); ) {
    changes += 1 + run.changed;
    if (changes < CHANGES_AT_ONCE) continue;
    changes = 0;
    yield;
  }
  yield;
  const tasks = yield* run.timeline.tasks(segment);
  yield;
  const criticalPath = run.timeline.criticalPath(segment);
  yield;
  const idOf = (number: number) => segment.taskId(number);
  const out = new Set(unreachable);
  return {
    end: run.end,
    state: segment.flow.state,
    makespanMs: (segment.flow.endTime ?? run.now) - now,
    tasks,
    batches: batchesOf(tasks),
    criticalPath,
    doomed: open.filter((number) => !out.has(number) && hasNotRun(segment, number)).map(idOf),
    unreachable: unreachable.map(idOf),
    pauses: run.pauses,
    steps: run.steps,
  };
}

/** It was given up before anybody could begin it. */
function hasNotRun(segment: Segment, number: number): boolean {
  const entry = segment.entry(number);
  if (entry?.state === "SKIPPED") return true;
  if (entry?.state === "PENDING" && entry.reversal?.intent === "REVERT") return true;
  return entry?.attempt === 0 && (entry.state === "CANCELLED" || entry.failure?.type === JOIN_UNREACHABLE);
}

/** `step`: tells its tokens from those of other decisions. */
function contextAt(now: number, offers: DecisionContext["offers"], step = 0): DecisionContext {
  let claims = 0;
  const tokenBits = () => {
    claims += 1;
    return `simulation-${step}-${claims}`;
  };
  // Without jitter: a simulation gives the same each time.
  return { now, random: () => 0, tokenBits, offers, assumesExpressions: true };
}

class VirtualRun {
  readonly timeline: Timeline;
  end: SimulationEnd = "ENDED";
  now: number;
  steps = 0;
  pauses = 0;
  /** How many changes the last decision made. */
  changed = 0;
  readonly #segment: Segment;
  readonly #setting: SimulationSetting;
  readonly #executors: VirtualExecutors;
  /** Something may be ready that nobody was offered. */
  #mayClaim = true;

  constructor(segment: Segment, setting: SimulationSetting, now: number, begun: readonly Change[]) {
    this.#segment = segment;
    this.#setting = setting;
    this.now = now;
    this.timeline = new Timeline(now);
    this.timeline.note(begun, now);
    this.#executors = new VirtualExecutors(setting, segment, now);
    this.#allIsHeard();
  }

  /** Decides what is next. False where nothing is. */
  goOn(): boolean {
    const { state } = this.#segment.flow;
    if (isEndedFlow(state)) return false;
    if (this.steps >= this.#setting.steps) return this.#stop("STEPS_SPENT");
    if (state === "SUSPENDED" || state === "SUSPENDING") {
      this.pauses += 1;
      this.#decide({ kind: "resume", ...NOTHING_SAID });
      return true;
    }
    if (this.#mayClaim || this.#executors.mayTakeMore) {
      this.#claim();
      return true;
    }
    const outcome = this.#executors.nextTime();
    const timer = this.#segment.wakeTime();
    const next = Math.min(outcome ?? Number.POSITIVE_INFINITY, timer ?? Number.POSITIVE_INFINITY);
    if (next === Number.POSITIVE_INFINITY) return this.#stop("STANDSTILL");
    this.now = Math.max(this.now, next);
    // A timeout that is due with the outcome comes too late for it.
    if (outcome !== undefined && outcome <= this.now) {
      const command = this.#executors.next(this.#segment);
      if (command !== undefined) this.#decide(command);
      return true;
    }
    this.#decide({ kind: "fire" });
    return true;
  }

  /** There are no other flows that could hear anything. */
  #allIsHeard(): void {
    const { family } = this.#segment;
    for (const letter of family.open()) family.acknowledge(letterKey(letter), letter.sequence);
  }

  #stop(end: SimulationEnd): false {
    this.end = end;
    return false;
  }

  /** What is ready and was offered to nobody, some of it at a time. */
  #claim(): void {
    const limit = Math.min(this.#executors.free, CLAIMS_AT_ONCE);
    const queues = this.#segment.ready.queues();
    const claims =
      limit <= 0 || queues.length === 0
        ? NO_CLAIMS
        : this.#decide({ kind: "claim", claimant: CLAIMANT, queues, limit });
    this.#executors.took(claims.tasks);
    this.#mayClaim = claims.all === CLAIMS_AT_ONCE;
    this.#executors.begin();
  }

  /** What was claimed by it. */
  #decide(command: Command): Claims {
    const { now } = this;
    this.steps += 1;
    this.#executors.begin();
    const decision = step(this.#segment, command, contextAt(now, this.#executors.offers, this.steps));
    if (decision.kind === "refused") throw new Error(`${command.kind} was refused: ${decision.refusal.message}`);
    this.#segment.version += 1;
    this.#allIsHeard();
    this.changed = decision.changes.length;
    this.timeline.note(decision.changes, now);
    return this.#executors.note(this.#segment, decision.changes, now);
  }
}
