/**
 * Task ids: a task's name, `name#k` for its k-th instance from the second on, and `name[i]` or `name#k[i]` for the items
 * of one that runs for each item of a list.
 */
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import { FLOW_TASK_ID } from "../definition/evaluation.js";
import type { NodeEntry } from "./node-entry.js";
import { itemNumberAt } from "./task-causes.js";

type Named = Pick<CompiledDefinition, "nodes" | "numberByName">;

/** By which callers know the task of an entry's number; of an item of kind EVALUATE that of the task it is about. */
export function taskIdOf(named: Named, entries: ReadonlyMap<number, NodeEntry>, number: number): string {
  const entry = entries.get(number);
  const { nodes } = named;
  if (entry?.item !== undefined) {
    const { node: subject, about = subject } = entry.item;
    return about === undefined ? FLOW_TASK_ID : taskIdOf(named, entries, about);
  }
  const node = nodes[entry?.each?.node ?? entry?.origin?.node ?? number];
  if (node === undefined) throw new Error(`no task has the number ${number}`);
  return instanceId(node.task.name, entry);
}

/** The id of the task of this name that has this entry. */
export function instanceId(name: string, entry: Pick<NodeEntry, "each" | "origin"> | undefined): string {
  const each = entry?.each;
  const instance = each === undefined ? entry?.origin?.instance : each.instance;
  const whole = instance === undefined ? name : `${name}#${instance}`;
  return each === undefined ? whole : `${whole}[${each.index}]`;
}

/** The numbers of entries that are no node's own. */
export interface FurtherNumbers {
  /** Of a node's instances from the second on. */
  further(node: number): readonly number[];
  /** Of an item of the task with this entry, by its place in the list. */
  itemAt(number: number, index: number): number | undefined;
}

export const NO_FURTHER: FurtherNumbers = { further: () => [], itemAt: () => undefined };

/** The entry's number of a task id; undefined where no task has it. */
export function numberOfTask({ numberByName }: Named, taskId: string, others: FurtherNumbers): number | undefined {
  const first = numberByName.get(taskId);
  if (first !== undefined) return first;
  const { name, instance, index } = splitTaskId(taskId);
  const node = numberByName.get(name);
  if (node === undefined) return undefined;
  const number = instance === undefined ? node : instance < 2 ? undefined : others.further(node)[instance - 2];
  return index === undefined || number === undefined ? number : others.itemAt(number, index);
}

/** The entry's number of a task id, among these entries. O(entries) where it is that of a further instance or an item. */
export function numberAmong(
  definition: Named,
  entries: ReadonlyMap<number, NodeEntry>,
  taskId: string,
): number | undefined {
  return numberOfTask(definition, taskId, {
    further: (node) => {
      const isFurther = ({ origin, item }: NodeEntry) => item === undefined && origin?.node === node;
      const further = [...entries].filter(([, entry]) => isFurther(entry)).map(([number]) => number);
      return further.sort((a, b) => a - b);
    },
    itemAt: (number, index) => itemNumberAt(entries, number, index),
  });
}

export interface TaskIdParts {
  readonly name: string;
  /** Which of its instances, where the id says so. */
  readonly instance?: number;
  /** Which of its items, where the id means one. */
  readonly index?: number;
}

/** The name of the task, and which of its instances and items the id means. */
export function splitTaskId(taskId: string): TaskIdParts {
  // No name ends like that.
  const [, whole = taskId, index] = /^(.*)\[(0|[1-9]\d{0,8})\]$/s.exec(taskId) ?? [];
  const [, name = whole, instance] = /^(.*)#([1-9]\d{0,8})$/s.exec(whole) ?? [];
  return {
    name,
    ...(instance !== undefined && { instance: Number(instance) }),
    ...(index !== undefined && { index: Number(index) }),
  };
}

/** Whether the token is that of its latest claim, or of one that its history keeps. */
export function keepsToken(entry: NodeEntry | undefined, token: string | undefined): boolean {
  if (entry === undefined || token === undefined) return false;
  return entry.claim?.token === token || entry.history?.some((record) => record.token === token) === true;
}
