/**
 * The world of one scenario: a flow, a clock, sessions. Runs the commands and says in words what they did.
 */

import type { Command } from "../../src/core/command.js";
import { start } from "../../src/core/decide/flow-start.js";
import type { Change, DecisionContext } from "../../src/core/decision.js";
import { compileDefinition } from "../../src/core/definition/compiled-definition.js";
import { snapshotFault } from "../../src/core/snapshot/snapshot-fault.js";
import { type Letter, letterKey } from "../../src/core/state/family.js";
import type { ParentLink } from "../../src/core/state/nesting.js";
import type { Segment } from "../../src/core/state/segment.js";
import { step } from "../../src/core/step.js";
import { ConnectedSessions } from "./connected-sessions.js";
import { parseCommand } from "./scenario-commands.js";
import { jsonPayload } from "./scenario-decision.js";
import { parseDefinition, parseListBounds } from "./scenario-definition.js";
import { PARENT, parseChild, parseOrder, parseReopen, printLetters } from "./scenario-nested.js";
import { printAnswer, printCauses, printChange, printFlow } from "./scenario-print.js";
import { parseSnapshot } from "./scenario-snapshot.js";
import { parseDuration, parseQueues, parseWords, refuseUnknown, type Words } from "./scenario-words.js";
import { expectTrueIndexes } from "./true-indexes.js";

const INCARNATION = "first";

export class ScenarioWorld {
  readonly #sessions = new ConnectedSessions();
  readonly #tokens = new Map<string, string>();
  /** All changes, so that one can ask what a whole set of scenarios has exercised. */
  readonly changes: Change[] = [];
  #segment: Segment | undefined;
  #definition = compileDefinition(parseDefinition(["flow"]), "digest", 0);
  #now = 0;
  #tokenCount = 0;

  /** Runs one block; returns what it did, line by line. */
  run(input: readonly string[]): string[] {
    const words = parseWords(input[0] ?? "");
    const [kind] = words.plain;
    switch (kind) {
      case "flow":
        this.#definition = compileDefinition(parseDefinition(input), "digest", 0, parseListBounds(words));
        this.#segment = undefined;
        this.#tokens.clear();
        return [`${this.#definition.nodes.length} ${this.#definition.nodes.length === 1 ? "task" : "tasks"}`];
      case "start":
        return this.#start(words, input.slice(1));
      case "session":
        return this.#connect(words);
      case "disconnect":
        this.#sessions.disconnect(`${words.plain[1]}@1`);
        return ["disconnected"];
      case "wait":
        this.#now += parseDuration(words.plain[1] ?? "");
        return this.#step(parseWords("fire"));
      case "sleep":
        this.#now += parseDuration(words.plain[1] ?? "");
        return ["nobody fires"];
      case "causes":
        return printCauses(this.#flow(), words.plain[1] ?? "");
      case "heard":
        return this.#heard();
      case "show":
        return printFlow(this.#flow());
      default:
        return this.#step(words);
    }
  }

  #flow(): Segment {
    if (this.#segment === undefined) throw new Error("no flow was started");
    return this.#segment;
  }

  #start(words: Words, lines: readonly string[]): string[] {
    refuseUnknown(words, ["not_before", "priority", "now", "input", "depth", "from"]);
    const { named } = words;
    const notBefore = named.get("not_before");
    this.#now = parseDuration(named.get("now") ?? "0s");
    const notBeforeTime = notBefore === undefined ? undefined : this.#now + parseDuration(notBefore);
    const address = { namespace: "default", flowId: "flow", incarnation: INCARNATION, segment: 0 };
    const input = named.get("input");
    const snapshot = parseSnapshot(named.get("from"), lines);
    const fault = snapshot && snapshotFault(this.#definition, snapshot);
    if (fault !== undefined) return [`refused ${fault.kind}: ${fault.field}: ${fault.fault}`];
    const run = {
      labels: {},
      priority: Number(named.get("priority") ?? 0),
      runDigest: "",
      ...(input !== undefined && { input: jsonPayload(input.replaceAll("'", '"')) }),
    };
    const started = start(
      address,
      this.#definition,
      {
        ...run,
        ...(snapshot !== undefined && { snapshot }),
        ...(notBeforeTime !== undefined && { notBeforeTime }),
        ...parentOf(words),
      },
      this.#context(),
    );
    this.#segment = started.segment;
    return this.#commit(started.changes, started.letters, printAnswer(started.segment, started.answer));
  }

  #connect(words: Words): string[] {
    refuseUnknown(words, ["queues", "credit"]);
    const { plain, named } = words;
    const claimant = claimantOf(plain[1] ?? "");
    const queues = new Set(parseQueues(named.get("queues")));
    this.#sessions.connect({ claimant, queues, credit: Number(named.get("credit") ?? 1) });
    return ["connected"];
  }

  #step(words: Words): string[] {
    const segment = this.#flow();
    const command =
      this.#familyCommand(words) ??
      parseCommand(words, {
        token: (task, attempt) => this.#tokens.get(`${task}/${attempt}`) ?? `${attempt}.forged`,
        claimant: claimantOf,
        incarnation: INCARNATION,
      });
    if (command === undefined) throw new Error(`unknown command ${words.plain[0]}`);
    const before = segment.position;
    const decision = step(segment, command, this.#context());
    if (decision.kind === "refused") {
      if (segment.position !== before) throw new Error("a refusal changed the segment");
      const { reason, message } = decision.refusal;
      return [`refused ${reason}: ${message}`];
    }
    return this.#commit(decision.changes, decision.letters, printAnswer(segment, decision.answer));
  }

  #familyCommand(words: Words): Command | undefined {
    const [kind] = words.plain;
    if (kind === "child") return parseChild(words, this.#flow(), INCARNATION);
    if (kind === "reopen") return parseReopen(words, this.#flow(), INCARNATION);
    return kind === "order" ? parseOrder(words, INCARNATION, this.#now) : undefined;
  }

  /** What is in the outbox is known to have been heard. */
  #heard(): string[] {
    const { family } = this.#flow();
    for (const letter of family.open()) family.acknowledge(letterKey(letter), letter.sequence);
    return ["all has been heard"];
  }

  /** Takes the changes as written: the next command is for the next version. */
  #commit(changes: readonly Change[], letters: readonly Letter[], answer: readonly string[]): string[] {
    const segment = this.#flow();
    this.changes.push(...changes);
    for (const change of changes) {
      if (change.kind !== "task" || change.entry.claim === undefined) continue;
      const mark = change.entry.item === undefined ? "" : "?";
      this.#tokens.set(`${segment.taskId(change.node)}/${mark}${change.entry.attempt}`, change.entry.claim.token);
    }
    const freed = this.#sessions.takeFreed().map((holder) => `credit back to ${holder.split("@")[0]}`);
    const lines = [
      ...changes.map((change) => printChange(segment, change)),
      ...freed,
      ...answer,
      ...printLetters(segment, letters),
    ];
    if (segment.position > segment.version) segment.version += 1;
    expectTrueIndexes(segment);
    return lines.length === 0 ? ["nothing"] : lines;
  }

  #context(): DecisionContext {
    return {
      now: this.#now,
      random: () => 0.5,
      tokenBits: () => {
        this.#tokenCount += 1;
        return String(this.#tokenCount);
      },
      offers: this.#sessions,
    };
  }
}

/** `start child`, perhaps `depth=32`. */
function parentOf({ plain, named }: Words): { readonly parent?: ParentLink } {
  return plain.includes("child") ? { parent: { ...PARENT, depth: Number(named.get("depth") ?? 1) } } : {};
}

function claimantOf(session: string) {
  return { session, epoch: 1, owner: "process", worker: `worker-${session}` };
}
