/**
 * The scopes of a definition, made ready for deciding.
 */
import { keyedQueue } from "./concurrency-key.js";
import type { FlowDefinition, TaskDefinition } from "./definition.js";
import { revertQueue } from "./evaluation.js";
import type { ControllerKind } from "./scope-definition.js";

export interface CompiledScope {
  readonly name: string;
  /** Its controller's node. */
  readonly controller: number;
  readonly kind: ControllerKind;
  readonly attempts: number;
  readonly revertAll: boolean;
  /** The place of the scope that it lies in. */
  readonly parent?: number;
}

export interface CompiledScopes {
  /** In definition order. */
  readonly list: readonly CompiledScope[];
  /** By node: the place of the scope whose controller decides about its failure. */
  readonly of: readonly (number | undefined)[];
  /** By controller's node: the place of its scope. */
  readonly controlledBy: ReadonlyMap<number, number>;
}

/** Undefined where there are none. */
export function compileScopes(
  { scopes = [], tasks }: FlowDefinition,
  numberOf: (task: string) => number,
): CompiledScopes | undefined {
  if (scopes.length === 0) return undefined;
  const places = new Map(scopes.map(({ name }, place) => [name, place]));
  const placeOf = (name: string | undefined) => (name === undefined ? undefined : places.get(name));
  const list = scopes.map(({ name, parent, controller, kind, attempts, revertAll }): CompiledScope => {
    const outer = placeOf(parent);
    return {
      ...{ name, controller: numberOf(controller), kind, attempts, revertAll },
      ...(outer !== undefined && { parent: outer }),
    };
  });
  const controlledBy = new Map(list.map(({ controller }, place) => [controller, place]));
  const of = tasks.map(({ scope }, node) => {
    const own = controlledBy.get(node);
    return own === undefined ? placeOf(scope) : list[own]?.parent;
  });
  return { list, of, controlledBy };
}

/** The type of the items that undo it; undefined where there is nothing to undo: of no-ops, and of flows by default. */
export function undoneAs({ type, revertType }: TaskDefinition): string | undefined {
  return revertType === undefined || revertType === "" ? type : revertType;
}

/** The task's queue is that of both of its kinds; else each item waits in that of its type. */
export function revertQueueOf(task: TaskDefinition): string {
  const type = undoneAs(task);
  return type === undefined ? "" : keyedQueue(revertQueue(task.queue ?? type), task);
}
