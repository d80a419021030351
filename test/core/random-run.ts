/**
 * Drives the core through a random graph: sessions with credit, a poller, outsiders, lost leases, releases, deferrals,
 * repeats, stale tokens, suspends, a cancel now and then. After every command the tasks must be where the reference
 * model has them, every session's credit must be exact, and now and then the segment's indexes are compared.
 */
import type { Claimant, Command } from "../../src/core/command.js";
import { start } from "../../src/core/decide/flow-start.js";
import type { Change, Decision, DecisionContext } from "../../src/core/decision.js";
import { compileDefinition } from "../../src/core/definition/compiled-definition.js";
import { openClaim, type Segment } from "../../src/core/state/segment.js";
import { isEndedFlow } from "../../src/core/state/states.js";
import { step } from "../../src/core/step.js";
import { ConnectedSessions, holderOf } from "./connected-sessions.js";
import { flow, noop, retry, task } from "./definitions.js";
import { GRAPH_QUEUES, type GraphTask, type RandomGraph } from "./random-graph.js";
import { ReferenceModel } from "./reference-model.js";
import { type SeededRandom, seededRandom } from "./seeded-random.js";
import { expectTrueIndexes } from "./true-indexes.js";

const ADDRESS = { namespace: "default", flowId: "flow", incarnation: "first", segment: 0 };
/** An identity under which somebody without a stream polls. */
const POLLER: Claimant = { session: "poller", epoch: 1, worker: "poller" };

interface Connected {
  readonly claimant: Claimant;
  readonly credit: number;
}

export class RandomRun {
  readonly graph: RandomGraph;
  readonly random: SeededRandom;
  readonly model: ReferenceModel;
  readonly segment: Segment;
  readonly byName: ReadonlyMap<string, GraphTask>;
  readonly #sessions = new ConnectedSessions();
  readonly #connected = new Map<string, Connected>();
  now = 1000;
  #tokens = 0;
  #sessionCount = 0;

  constructor(graph: RandomGraph, seed: number) {
    this.graph = graph;
    this.random = seededRandom(seed);
    this.model = new ReferenceModel(graph);
    this.byName = new Map(graph.tasks.map((one) => [one.name, one]));
    for (let count = this.random.below(4); count > 0; count -= 1) this.connect();
    const run = { labels: {}, priority: 0, runDigest: "" };
    const started = start(ADDRESS, compileDefinition(definitionOf(graph), "digest", 0), run, this.#context());
    this.segment = started.segment;
    this.#written(started.changes);
  }

  get ended(): boolean {
    return isEndedFlow(this.segment.flow.state);
  }

  /** Runs one command; refusals and repeats must leave everything as it was. */
  decide(command: Command): Decision {
    const before = this.segment.position;
    const decision = step(this.segment, command, this.#context());
    const changes = decision.kind === "accepted" ? decision.changes : [];
    if (changes.length === 0 && this.segment.position !== before) throw new Error("it changed what it does not tell");
    this.#written(changes);
    return decision;
  }

  /** The tasks, the verdict and the credit are where they must be. */
  check(): void {
    for (const { number, task: definition } of this.segment.definition.nodes) {
      const state = this.segment.stateOf(number);
      const plain = state === "DELAYED" ? "READY" : state === "PAUSED" ? "RUNNING" : state;
      const expected = this.model.states.get(definition.name);
      if (plain !== expected) throw new Error(`${definition.name} is ${state}, not ${expected}`);
    }
    // Plain comparisons: this runs some hundred thousand times.
    const { state } = this.segment.flow;
    const verdict = this.model.verdict();
    if ((isEndedFlow(state) ? state : undefined) !== verdict) throw new Error(`the flow is ${state}, not ${verdict}`);
    for (const session of this.#sessions.all) {
      const holder = holderOf(session.claimant);
      const held = this.segment.heldBy(holder).size;
      const credit = this.#connected.get(holder)?.credit;
      if (session.credit + held !== credit)
        throw new Error(`${holder} holds ${held}, has ${session.credit} of ${credit}`);
    }
    if (this.ended || this.random.next() * this.graph.tasks.length < 0.5) expectTrueIndexes(this.segment);
  }

  connect(): void {
    this.#sessionCount += 1;
    const claimant = { session: `s${this.#sessionCount}`, epoch: 1, owner: "process", worker: "worker" };
    const credit = 1 + this.random.below(4);
    const queues = new Set(GRAPH_QUEUES.filter(() => this.random.chance(0.7)));
    this.#sessions.connect({ claimant, queues, credit });
    this.#connected.set(holderOf(claimant), { claimant, credit });
  }

  /** A session is lost: it is no longer offered anything, and what it held is taken back. */
  lose(): void {
    const holders = this.segment.holders;
    if (holders.length === 0) return;
    const holder = this.random.pick(holders);
    const numbers = [...this.segment.heldBy(holder)];
    if (numbers.some((number) => (this.segment.entry(number)?.losses ?? 0) >= 9)) return;
    this.#sessions.disconnect(holder);
    for (const number of numbers) this.model.giveBack(this.segment.node(number).task.name);
    this.decide({ kind: "lose", holders: [holder] });
  }

  claim(): void {
    const queues = GRAPH_QUEUES.filter(() => this.random.chance(0.8));
    this.decide({ kind: "claim", claimant: POLLER, queues, limit: 1 + this.random.below(3) });
  }

  #written(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind !== "task") continue;
      const claimed = openClaim(change.entry);
      if (claimed === undefined || claimed.token === openClaim(change.previous)?.token) continue;
      const { name } = this.segment.node(change.node).task;
      if (!this.model.claim(name))
        throw new Error(`${name} was handed out though it is ${this.model.states.get(name)}`);
    }
    if (changes.length > 0 || this.segment.version === 0) this.segment.version += 1;
  }

  #context(): DecisionContext {
    return {
      now: this.now,
      random: this.random.next,
      tokenBits: () => {
        this.#tokens += 1;
        return String(this.#tokens);
      },
      offers: this.#sessions,
    };
  }
}

export function definitionOf({ tasks, failureMode, maxParallel }: RandomGraph) {
  const definitions = tasks.map(({ name, dependsOn, noop: isNoop, queue, priority, maxTries, retryMs, delayMs }) => {
    const fields = { dependsOn, priority, retry: retry(maxTries, { initialIntervalMs: retryMs }), delayMs };
    return isNoop ? noop(name, fields) : task(name, { ...fields, queue });
  });
  return flow(definitions, { failureMode, maxParallel });
}
