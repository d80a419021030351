/**
 * Builds the graph of a definition whose tasks come one after the other, and checks it: each name once, every dependency
 * and read known. A task may name one that comes later.
 */
import { LIMITS } from "../limits.js";
import { dependencyName, type TaskDefinition } from "./definition.js";
import { type DefinitionFaults, shown } from "./definition-fault.js";
import { NumberList } from "./number-list.js";
import { isSameList } from "./same-list.js";
import { isStep, type Stepwise } from "./stepwise.js";
import { Adjacency, type TaskGraph } from "./task-graph.js";

/** Stands for the place of a task that nobody has defined, or has named more than once in a list. */
const NOWHERE = -1;

export class TaskGraphBuilder {
  readonly #faults: DefinitionFaults;
  /** Names by the order in which they were first met, as a task's own or in a list. */
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  /** By a name's number: the place of its task. */
  readonly #places = new NumberList();
  /** By place: the number of the task's name. */
  readonly #own = new NumberList();
  readonly #ends = new NumberList();
  readonly #dependencies = new NumberList();
  readonly #reads = new Map<number, number[]>();

  constructor(faults: DefinitionFaults) {
    this.#faults = faults;
  }

  get size(): number {
    return this.#own.length;
  }

  add({ name, dependsOn, reads }: TaskDefinition): void {
    const place = this.#own.length;
    const dependencies = dependsOn.map(dependencyName);
    const number = this.#numberOf(name);
    this.#own.push(number);
    const first = this.#places.at(number);
    if (first === NOWHERE) this.#places.set(number, place);
    else if (name !== "") {
      const message = `the name ${shown(name)} is that of tasks[${first}] already`;
      this.#faults.add(`tasks[${place}].name`, "DUPLICATE_TASK", message, { task: shown(name) });
    }
    if (reads !== undefined && !isSameList(reads, dependencies) && this.#isShort(`tasks[${place}].reads`, reads)) {
      this.#reads.set(
        place,
        reads.map((read) => this.#numberOf(read)),
      );
    }
    if (this.#isShort(`tasks[${place}].depends_on`, dependencies)) {
      for (const dependency of dependencies) this.#dependencies.push(this.#numberOf(dependency));
    }
    this.#ends.push(this.#dependencies.length);
  }

  /** All tasks are there. The graph is of use where nothing is wrong with it. O(tasks + dependencies). */
  *finish(): Stepwise<TaskGraph> {
    const seen = new Int32Array(this.#names.length);
    let round = 0;
    const reads = new Map<number, Int32Array>();
    const ends = this.#ends.numbers();
    const dependencies = this.#dependencies.numbers();
    let from = 0;
    for (let place = 0; place < this.size; place += 1) {
      const own = this.#reads.get(place);
      if (own !== undefined) {
        round += 1;
        const numbers = Int32Array.from(own);
        this.#resolve(numbers, place, `tasks[${place}].reads`, "", { seen, round });
        reads.set(place, numbers);
      }
      round += 1;
      const to = ends[place] ?? from;
      const list = dependencies.subarray(from, to);
      this.#resolve(list, place, `tasks[${place}].depends_on`, ".task", { seen, round });
      from = to;
      if (isStep(place)) yield;
    }
    // No name has to be found any more: of a million they take a hundred megabytes.
    this.#numbers.clear();
    const adjacency = new Adjacency(ends, dependencies);
    return {
      size: this.size,
      nameOf: (place) => this.#names[this.#own.at(place)] ?? "",
      dependencies: adjacency,
      successors: yield* adjacency.reversed(),
      reads,
    };
  }

  #numberOf(name: unknown): number {
    // What is no text is refused where it stands.
    const text = typeof name === "string" ? name : "";
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#names.length;
    this.#numbers.set(text, number);
    this.#names.push(text);
    this.#places.push(NOWHERE);
    return number;
  }

  #isShort(path: string, names: readonly string[]): boolean {
    const limit = LIMITS.dependenciesPerTask;
    if (names.length > limit) this.#faults.tooMuch(path, "entries", limit, names.length);
    return names.length <= limit;
  }

  /** Puts places in the place of the names' numbers. `seen`: in which round each name was met last. */
  #resolve(
    numbers: Int32Array,
    place: number,
    path: string,
    member: string,
    { seen, round }: { readonly seen: Int32Array; readonly round: number },
  ): void {
    for (const [index, number] of numbers.entries()) {
      const name = this.#names[number] ?? "";
      const target = this.#places.at(number);
      const at = `${path}[${index}]${member}`;
      const isRepeated = seen[number] === round;
      seen[number] = round;
      numbers[index] = target;
      if (name !== "" && target !== NOWHERE && !isRepeated) continue;
      numbers[index] = NOWHERE;
      if (name === "") this.#faults.invalid(at, "is required");
      else if (isRepeated) this.#faults.invalid(at, "must not name a task twice", name);
      else {
        const metadata = { task: shown(this.#names[this.#own.at(place)]), dependency: shown(name) };
        this.#faults.add(at, "UNKNOWN_DEPENDENCY", `the definition has no task ${shown(name)}`, metadata);
      }
    }
  }
}
