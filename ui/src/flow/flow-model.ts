// One run of a flow as the page knows it: its tasks in the order in which they were told, and the nodes of its graph. It
// takes in batches of what a watch tells. Another run of the same id has other tasks, and is another model.
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import type { TaskState } from "#gen/lazyengine/v1/states_pb.js";
import type { TaskDetails } from "#gen/lazyengine/v1/task_pb.js";
import { isSameRun } from "../engine/flow-run.js";

/** A task of the definition: its instances and the items of its list are drawn with it. */
export interface GraphNode {
  readonly name: string;
  readonly type: string;
  readonly dependsOn: readonly string[];
}

/** What calls and watches tell of a flow. */
export interface FlowPart {
  readonly flow?: Flow | undefined;
  readonly tasks: readonly TaskDetails[];
}

export class FlowModel {
  #flow: Flow | undefined;
  readonly #tasks: TaskDetails[] = [];
  readonly #indexOf = new Map<string, number>();
  readonly #nodes: GraphNode[] = [];
  readonly #nodeNumbers = new Map<string, number>();
  readonly #nodeOf: number[] = [];

  get flow(): Flow | undefined {
    return this.#flow;
  }

  /** In the order in which they were first told, which is definition order in a flow that nothing was added to. */
  get tasks(): readonly TaskDetails[] {
    return this.#tasks;
  }

  /** Grows only: a longer list than before is another graph. */
  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  /** The node of each task. */
  get nodeOf(): readonly number[] {
    return this.#nodeOf;
  }

  task(taskId: string): TaskDetails | undefined {
    const index = this.#indexOf.get(taskId);
    return index === undefined ? undefined : this.#tasks[index];
  }

  nodeNumber(name: string): number | undefined {
    return this.#nodeNumbers.get(name);
  }

  /** Takes in updates in their order; of each task the latest counts. */
  takeIn(updates: readonly FlowPart[]): void {
    for (const { flow, tasks } of updates) {
      if (flow !== undefined) this.takeFlow(flow);
      for (const task of tasks) this.#takeTask(task);
    }
  }

  /** The answer of a call may be newer than what the watch tells next. What is told of another run is not taken. */
  takeFlow(flow: Flow): void {
    const known = this.#flow;
    if (known === undefined || (isSameRun(known, flow) && flow.version >= known.version)) this.#flow = flow;
  }

  #takeTask(task: TaskDetails): void {
    const index = this.#indexOf.get(task.taskId);
    if (index !== undefined) {
      this.#tasks[index] = task;
      return;
    }
    this.#indexOf.set(task.taskId, this.#tasks.length);
    this.#tasks.push(task);
    this.#nodeOf.push(this.#nodeFor(task));
  }

  #nodeFor(task: TaskDetails): number {
    const known = this.#nodeNumbers.get(task.name);
    if (known !== undefined) return known;
    const number = this.#nodes.length;
    this.#nodeNumbers.set(task.name, number);
    this.#nodes.push({ name: task.name, type: task.type, dependsOn: task.dependsOn });
    return number;
  }
}

/** How many tasks of each group are in each state. `groupOf` gives the group of a node. */
export function countsOfGroups(
  model: FlowModel,
  groupOf: Uint32Array,
  groupCount: number,
): readonly ReadonlyMap<TaskState, number>[] {
  const counts = Array.from({ length: groupCount }, () => new Map<TaskState, number>());
  model.tasks.forEach((task, index) => {
    const group = counts[groupOf[model.nodeOf[index] ?? -1] ?? -1];
    group?.set(task.state, (group.get(task.state) ?? 0) + 1);
  });
  return counts;
}
