/**
 * Takes in a definition whose tasks come a few at a time: checks each as it comes, and keeps of it only its canonical
 * bytes and its place in the graph.
 */
import { LIMITS } from "../limits.js";
import { AcceptedDefinition } from "./accepted-definition.js";
import { ByteWriter } from "./byte-writer.js";
import { writeTask } from "./canonical-definition.js";
import {
  controlField,
  type FlowDefinition,
  type FlowSettings,
  isControlledBySettings,
  namesLedTo,
  type TaskDefinition,
} from "./definition.js";
import { type DefinitionFault, DefinitionFaults } from "./definition-fault.js";
import { checkDecidedAsOne, checkSettings, checkTask, isFormed, isList } from "./definition-fields.js";
import { settingsWarnings, taskWarnings, WARNINGS_MAX } from "./definition-warnings.js";
import { isObject } from "./field-checks.js";
import { startKind } from "./first-batch.js";
import { addCycle } from "./graph-cycle.js";
import { NumberList } from "./number-list.js";
import { standardRetry } from "./retry-codec.js";
import { atOnce, type Stepwise } from "./stepwise.js";
import { TaskBytes } from "./task-bytes.js";
import { TaskGraphBuilder } from "./task-graph-builder.js";
import { checkControlGraph } from "./validate-control-graph.js";
import { checkExpressions } from "./validate-expressions.js";

export class DefinitionIntake {
  readonly #settings: FlowSettings;
  readonly #faults = new DefinitionFaults();
  readonly #graph = new TaskGraphBuilder(this.#faults);
  #bytes = new TaskBytes();
  readonly #startKinds = new NumberList();
  readonly #warnings: string[] = [];
  readonly #standardRetry: Uint8Array | undefined;
  /** All of them, as long as there may be edges among them that only all of them together tell. */
  readonly #tasks: TaskDefinition[] = [];
  /** The path of the first field that makes the flow one to be decided as a whole. */
  #controlField: string | undefined;
  #edges = 0;
  #isFormed = true;
  #accepted: AcceptedDefinition | undefined;

  readonly #depth: number;
  /** Of the flows within it. */
  #nestedTasks = 0;
  #namesOthers = false;

  /** `depth`: how many flows it is within. */
  constructor(settings: FlowSettings, depth = 0) {
    this.#settings = settings;
    this.#depth = depth;
    checkSettings(this.#faults, settings);
    const isSound = this.#faults.list.length === 0;
    this.#standardRetry = isSound ? standardRetry(settings) : undefined;
    if (isSound) this.#warnings.push(...settingsWarnings(settings));
  }

  /** What is wrong with what has come so far, at most 100 faults. */
  get faults(): readonly DefinitionFault[] {
    return this.#faults.list;
  }

  /** How many tasks have come. */
  get size(): number {
    return this.#graph.size;
  }

  /** How many tasks have come, those of the flows within it included. */
  get taskCount(): number {
    return this.size + this.#nestedTasks;
  }

  /** How many bytes are kept of the tasks. */
  get byteLength(): number {
    return this.#bytes.length;
  }

  /** The next tasks, in definition order. What comes once something is wrong is checked and not kept. */
  add(tasks: readonly TaskDefinition[]): void {
    const faults = this.#faults;
    if (!isList(faults, "tasks", tasks)) this.#isFormed = false;
    if (!this.#isFormed) return;
    const count = this.size + tasks.length;
    if (count > LIMITS.tasksPerFlow) faults.tooMuch("tasks", "tasks", LIMITS.tasksPerFlow, count);
    if (faults.isFull || count > LIMITS.tasksPerFlow) return;
    const out = new ByteWriter();
    const lengths: number[] = [];
    for (const task of tasks) {
      if (faults.isFull) return;
      const path = `tasks[${this.size}]`;
      if (!isFormed(faults, path, task)) {
        // Between tasks that are none nothing can be followed.
        this.#isFormed = false;
        return;
      }
      checkTask(faults, path, task);
      if (task.flowDigest !== undefined) this.#namesOthers = true;
      if (task.flow !== undefined) this.#takeInNested(`${path}.flow`, task.flow);
      this.#noteControl(path, task);
      this.#edges += task.dependsOn.length + (task.next?.length ?? 0);
      this.#graph.add(task);
      if (faults.list.length > 0) continue;
      const before = out.length;
      writeTask(out, task, this.#standardRetry, false);
      lengths.push(out.length - before);
      this.#startKinds.push(startKind(task));
      if (this.#warnings.length < WARNINGS_MAX) {
        this.#warnings.push(...taskWarnings(path, task, this.#settings.timeoutMs));
      }
    }
    if (faults.list.length > 0) return;
    this.#bytes.add(out.bytes(), lengths);
    const limit = LIMITS.definitionBytes;
    if (this.#bytes.length > limit) faults.tooMuch("tasks", "bytes in all", limit, this.#bytes.length);
  }

  /** All tasks have come. O(tasks + dependencies). */
  *finish(): Stepwise<void> {
    const faults = this.#faults;
    const settings = this.#settings;
    const isControlled = this.#controlField !== undefined || isControlledBySettings(settings);
    const [tasks, edges, bytes, controlField] = [this.size, this.#edges, this.byteLength, this.#controlField];
    checkDecidedAsOne(faults, { settings, tasks, edges, bytes, controlField });
    if (faults.isFull || !this.#isFormed) return;
    const graph = yield* this.#graph.finish();
    if (!isControlled) yield* addCycle(faults, graph);
    else if (this.size <= LIMITS.tasksDecidedAsOne) {
      checkControlGraph(faults, settings, this.#tasks, graph);
      yield* checkExpressions(faults, settings, this.#tasks);
    }
    if (faults.list.length > 0) return;
    if (isControlled) this.#writeAgain();
    this.#accepted = new AcceptedDefinition({
      settings,
      isControlled,
      namesOthers: this.#namesOthers,
      graph,
      tasks: this.#bytes,
      startKinds: this.#startKinds.numbers(),
      warnings: this.#warnings.slice(0, WARNINGS_MAX),
    });
  }

  /** A flow within it is a definition of its own; what is wrong with it is told by its place here. */
  #takeInNested(path: string, flow: FlowDefinition): void {
    const faults = this.#faults;
    const depth = this.#depth + 1;
    if (!isObject(flow)) {
      faults.invalid(path, "must be an object", flow);
      return;
    }
    if (depth > LIMITS.nestingDepth) {
      faults.tooMuch(path, "flows within each other", LIMITS.nestingDepth, depth);
      return;
    }
    const { tasks, ...settings } = flow;
    const intake = new DefinitionIntake(settings, depth);
    intake.add(tasks);
    atOnce(intake.finish());
    for (const fault of intake.faults) faults.add(`${path}.${fault.path}`, fault.reason, fault.message, fault.metadata);
    this.#nestedTasks += intake.taskCount;
    if (intake.#namesOthers) this.#namesOthers = true;
    if (this.taskCount > LIMITS.tasksPerFlow) {
      faults.tooMuch(path, "tasks with those of the flow it is within", LIMITS.tasksPerFlow, this.taskCount);
    }
  }

  #noteControl(path: string, task: TaskDefinition): void {
    const field = this.#controlField === undefined ? controlField(task) : undefined;
    if (field !== undefined) this.#controlField = `${path}.${field}`;
    if (this.size < LIMITS.tasksDecidedAsOne) this.#tasks.push(task);
    else this.#tasks.length = 0;
  }

  /** What a task reads by default depends on the edges of all others. */
  #writeAgain(): void {
    const ledTo = namesLedTo(this.#tasks);
    const out = new ByteWriter();
    const lengths: number[] = [];
    for (const task of this.#tasks) {
      const before = out.length;
      writeTask(out, task, this.#standardRetry, ledTo.has(task.name));
      lengths.push(out.length - before);
    }
    this.#bytes = new TaskBytes();
    this.#bytes.add(out.bytes(), lengths);
  }

  /** Throws where something is wrong with it. */
  get accepted(): AcceptedDefinition {
    if (this.#accepted === undefined) throw new Error("the definition was not accepted");
    return this.#accepted;
  }
}
