/**
 * What the contract says about scopes and reverts, as plainly as it can be said: everything is looked for anew each time.
 * No import of the engine's own.
 */
import type { Scope, ScopedTask, ScopeGraph, Verdict } from "./scope-graph.js";

type State = "PENDING" | "OPEN" | "SUCCEEDED" | "FAILED" | "SKIPPED" | "REVERTED" | "REVERT_FAILED";

interface Standing {
  state: State;
  intent: "EXECUTE" | "REVERT" | "RETRY";
  /** OPEN: it is being undone. */
  undoing: boolean;
  /** OPEN: somebody holds it. */
  held: boolean;
  /** Its failure waits for what an adapter decides. */
  waits: boolean;
  /** How often it has run, and how often its scope was tried again. */
  runs: number;
  retries: number;
}

interface OpenFailure {
  readonly task: string;
  readonly scope: string;
  readonly givenUp: string | undefined;
}

export class ScopeModel {
  readonly #graph: ScopeGraph;
  readonly #standing = new Map<string, Standing>();
  readonly #answered = new Map<string, number>();
  #open: OpenFailure[] = [];
  #whole = false;
  #stopped = false;

  constructor(graph: ScopeGraph) {
    this.#graph = graph;
    for (const { name } of graph.tasks) this.#standing.set(name, fresh(0));
    this.#settle();
  }

  states(): ReadonlyMap<string, string> {
    return new Map(
      this.#graph.tasks.map(({ name }) => {
        const { state, intent, undoing } = this.#of(name);
        const shown = state === "OPEN" && undoing ? "UNDOING" : state;
        return [name, `${shown} ${state === "SKIPPED" ? "EXECUTE" : intent}`];
      }),
    );
  }

  /** The controller that is asked. */
  asked(): string | undefined {
    const scope = this.#open[0]?.scope;
    return scope === undefined ? undefined : this.#scope(scope).controller;
  }

  verdict(): string | undefined {
    const all = [...this.#standing.values()];
    const toDo = !this.#stopped && this.#graph.tasks.some((task) => this.#isDue(task));
    const waits = all.some(({ state, intent }) => state === "OPEN" || (state === "PENDING" && intent === "EXECUTE"));
    if (waits || toDo || this.#open.length > 0) return undefined;
    if (all.some(({ state }) => state === "REVERT_FAILED")) return "FAILED";
    if (all.some(({ state, intent }) => state === "FAILED" && intent === "EXECUTE")) return "FAILED";
    return this.#whole || all.some(({ intent }) => intent === "REVERT") ? "REVERTED" : "SUCCEEDED";
  }

  /** Somebody takes what is open of these tasks. */
  hold(names: readonly string[]): void {
    for (const name of names) this.#of(name).held = true;
  }

  /** Nobody holds anything any more. */
  release(): void {
    for (const standing of this.#standing.values()) standing.held = false;
  }

  /** What is open of the task is over: it, or its revert, as the script says. */
  complete(name: string): void {
    const standing = this.#of(name);
    const { revertFails } = this.#task(name);
    if (standing.undoing) {
      standing.state = revertFails ? "REVERT_FAILED" : "REVERTED";
      if (revertFails) this.#halt();
    } else if (this.fails(name)) this.#fail(name);
    else standing.state = "SUCCEEDED";
    this.#settle();
  }

  /** Whether its latest run fails. */
  fails(name: string): boolean {
    const { fails } = this.#task(name);
    return fails[Math.min(this.#of(name).runs - 1, fails.length - 1)] === true;
  }

  /** The controller that is asked gives its next answer. */
  answer(): Verdict {
    const [first, ...others] = this.#open;
    if (first === undefined) throw new Error("nothing is asked");
    const given = this.#answered.get(first.scope) ?? 0;
    this.#answered.set(first.scope, given + 1);
    const { answers } = this.#scope(first.scope);
    const verdict = answers[Math.min(given, answers.length - 1)] ?? "REVERT";
    this.#open = others;
    this.#resolve(first.task, first.scope, first.givenUp, verdict);
    this.#settle();
    return verdict;
  }

  #fail(name: string): void {
    const standing = this.#of(name);
    standing.state = "FAILED";
    if (this.#whole || this.#stopped) return;
    this.#resolve(name, this.#scopeAround(name), undefined, undefined);
    const isNobodys = standing.intent === "EXECUTE" && !standing.waits;
    if (isNobodys && this.#graph.failureMode === "STOP") this.#halt();
  }

  /** From this scope outward. `answer`: what its controller has decided. */
  #resolve(task: string, from: string | undefined, givenUp: string | undefined, answer: Verdict | undefined): void {
    let innermost = givenUp;
    let answered = answer;
    for (let name = from; name !== undefined; name = this.#scope(name).parent) {
      const scope = this.#scope(name);
      const { state, retries } = this.#of(scope.controller);
      if (state !== "SUCCEEDED" && state !== "FAILED") continue;
      if (answered === undefined && scope.kind === "CUSTOM") {
        const failure = { task, scope: name, givenUp: innermost };
        this.#open = innermost === undefined ? [...this.#open, failure] : [failure, ...this.#open];
        if (this.#of(task).intent === "EXECUTE") this.#of(task).waits = true;
        return;
      }
      const verdict = answered ?? verdictOf(scope, retries + 1);
      answered = undefined;
      if (verdict !== "REVERT") {
        if (verdict === "RETRY") this.#tryAgain(scope.controller);
        else this.#revertAll();
        return;
      }
      innermost ??= name;
    }
    if (innermost !== undefined && !this.#graph.defers) {
      const { controller } = this.#scope(innermost);
      for (const name of [controller, ...this.#behind(controller)]) this.#revert(name);
    } else if (innermost !== undefined || this.#graph.failureMode === "REVERT") this.#revertAll();
    else this.#of(task).waits = false;
  }

  #tryAgain(controller: string): void {
    const standing = this.#of(controller);
    if (standing.intent === "REVERT") return;
    standing.intent = "RETRY";
    for (const name of this.#behind(controller)) this.#revert(name);
  }

  #revertAll(): void {
    this.#open = [];
    this.#whole = true;
    for (const { name } of this.#graph.tasks) this.#revert(name);
  }

  #revert(name: string): void {
    const standing = this.#of(name);
    standing.waits = false;
    if (standing.state === "SKIPPED") return;
    standing.intent = "REVERT";
    // Nobody has begun it.
    if (standing.state === "OPEN" && !standing.undoing && !standing.held) {
      standing.state = "PENDING";
      standing.runs -= 1;
    }
  }

  #halt(): void {
    this.#stopped = true;
    for (const { task } of this.#open) this.#of(task).waits = false;
    this.#open = [];
    for (const [name, standing] of this.#standing) {
      if (standing.state === "OPEN" && standing.held) continue;
      if (standing.state === "OPEN" && standing.undoing) {
        standing.undoing = false;
        standing.state = this.fails(name) ? "FAILED" : "SUCCEEDED";
      } else if (standing.state === "OPEN" || (standing.state === "PENDING" && standing.intent === "EXECUTE")) {
        standing.state = "SKIPPED";
      }
    }
  }

  /** Until nothing follows any more. */
  #settle(): void {
    while (!this.#stopped && this.#graph.tasks.some((task) => this.#undo(task) || this.#begin(task)));
  }

  #begin({ name, noop, dependsOn }: ScopedTask): boolean {
    const standing = this.#of(name);
    if (standing.state !== "PENDING" || standing.intent !== "EXECUTE") return false;
    const before = dependsOn.map((one) => this.#of(one));
    if (before.some(({ state, intent, waits }) => intent === "EXECUTE" && !waits && isDead(state))) {
      standing.state = "SKIPPED";
      return true;
    }
    if (!before.every(({ state, intent }) => state === "SUCCEEDED" && intent === "EXECUTE")) return false;
    standing.state = noop ? "SUCCEEDED" : "OPEN";
    standing.runs += 1;
    return true;
  }

  #undo(task: ScopedTask): boolean {
    if (!this.#isDue(task)) return false;
    const standing = this.#of(task.name);
    if (!this.#behind(task.name).every((name) => this.#isSettled(this.#task(name)))) return false;
    if (standing.intent === "REVERT") {
      standing.undoing = true;
      standing.held = false;
      standing.state = task.noop ? "REVERTED" : "OPEN";
      return true;
    }
    if (this.#open.length > 0) return false;
    this.#restart(task.name);
    return true;
  }

  #restart(controller: string): void {
    const standing = this.#of(controller);
    this.#standing.set(controller, { ...fresh(standing.runs), retries: standing.retries + 1 });
    const behind = this.#behind(controller);
    const own = new Set([controller, ...behind]);
    const held = new Set<string>();
    // In definition order, which is that of the edges.
    for (const { name, dependsOn } of this.#graph.tasks) {
      const isHeld = (one: string) => held.has(one) || (!own.has(one) && this.#of(one).intent !== "EXECUTE");
      if (behind.includes(name) && dependsOn.some(isHeld)) held.add(name);
    }
    for (const name of behind) if (!held.has(name)) this.#standing.set(name, fresh(this.#of(name).runs));
  }

  /** It is still to be undone, or, a controller, to be tried again. */
  #isDue(task: ScopedTask): boolean {
    const { state, intent, undoing } = this.#of(task.name);
    if (intent === "EXECUTE" || undoing) return false;
    return state === "SUCCEEDED" || (state === "FAILED" && (intent === "RETRY" || this.#graph.revertsFailed));
  }

  #isSettled({ name }: ScopedTask): boolean {
    const { state, intent } = this.#of(name);
    if (state === "SKIPPED") return true;
    if (intent !== "REVERT") return false;
    return state === "PENDING" || state === "REVERTED" || (state === "FAILED" && !this.#graph.revertsFailed);
  }

  #behind(name: string): string[] {
    const behind = new Set<string>();
    for (const task of this.#graph.tasks) {
      if (task.dependsOn.some((one) => one === name || behind.has(one))) behind.add(task.name);
    }
    return [...behind];
  }

  #scopeAround(name: string): string | undefined {
    const controlled = this.#graph.scopes.find(({ controller }) => controller === name);
    return controlled === undefined ? this.#task(name).scope : controlled.parent;
  }

  #scope(name: string): Scope {
    const scope = this.#graph.scopes.find((one) => one.name === name);
    if (scope === undefined) throw new Error(`no scope ${name}`);
    return scope;
  }

  #task(name: string): ScopedTask {
    const task = this.#graph.tasks.find((one) => one.name === name);
    if (task === undefined) throw new Error(`no task ${name}`);
    return task;
  }

  #of(name: string): Standing {
    const standing = this.#standing.get(name);
    if (standing === undefined) throw new Error(`no task ${name}`);
    return standing;
  }
}

function fresh(runs: number): Standing {
  return { state: "PENDING", intent: "EXECUTE", undoing: false, held: false, waits: false, runs, retries: 0 };
}

function isDead(state: State): boolean {
  return state === "FAILED" || state === "SKIPPED";
}

function verdictOf({ kind, attempts, revertAll }: Scope, run: number): Verdict {
  if (kind === "ALWAYS_REVERT_ALL") return "REVERT_ALL";
  if (kind === "TIMES" && run < attempts) return "RETRY";
  return kind === "TIMES" && revertAll ? "REVERT_ALL" : "REVERT";
}
