/**
 * A definition made ready for deciding: names become numbers, edges become arrays. Compiled once per process and
 * digest, shared by all flows of that definition, never changed.
 */
import type { FlowDefinition, RetryPolicy, TaskDefinition } from "./definition.js";
import { definitionWarnings } from "./definition-warnings.js";

export interface CompiledNode {
  /** The node's number: its place in the definition. */
  readonly number: number;
  readonly task: TaskDefinition;
  readonly dependencies: readonly number[];
  readonly successors: readonly number[];
  /** Whose results are delivered with it, by number. */
  readonly reads: readonly number[];
  /** "" for a no-op. */
  readonly queue: string;
  readonly retry: RetryPolicy | undefined;
}

export interface CompiledDefinition {
  readonly digest: string;
  readonly flow: FlowDefinition;
  readonly nodes: readonly CompiledNode[];
  readonly numberByName: ReadonlyMap<string, number>;
  /** The nodes without dependencies, in definition order. */
  readonly roots: readonly number[];
  /** What is legal in it but probably not meant, for people. */
  readonly warnings: readonly string[];
  /** An estimate of what it occupies in memory, bytes. */
  readonly size: number;
}

/** Compiles a valid definition; `digest` is that of its canonical form. O(nodes + edges). */
export function compileDefinition(flow: FlowDefinition, digest: string, size: number): CompiledDefinition {
  const numberByName = new Map(flow.tasks.map((task, number) => [task.name, number]));
  const numbered = (names: readonly string[]) => names.map((name) => numberOf(numberByName, name));
  const successors: number[][] = flow.tasks.map(() => []);
  const nodes = flow.tasks.map((task, number): CompiledNode => {
    const dependencies = numbered(task.dependsOn);
    for (const dependency of dependencies) successors[dependency]?.push(number);
    return {
      number,
      task,
      dependencies,
      successors: successors[number] ?? [],
      reads: task.reads === undefined ? dependencies : numbered(task.reads),
      queue: task.type === undefined ? "" : (task.queue ?? task.type),
      retry: task.retry ?? flow.defaultRetry,
    };
  });
  const roots = nodes.filter((node) => node.dependencies.length === 0).map((node) => node.number);
  return { digest, flow, nodes, numberByName, roots, warnings: definitionWarnings(flow), size };
}

function numberOf(numberByName: ReadonlyMap<string, number>, name: string): number {
  const number = numberByName.get(name);
  if (number === undefined) throw new Error(`the definition was not validated: unknown task ${name}`);
  return number;
}
