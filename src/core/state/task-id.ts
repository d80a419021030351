/**
 * Task ids: a task's name, and `name#k` for its k-th instance from the second on.
 */
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import { FLOW_TASK_ID } from "../definition/evaluation.js";
import type { NodeEntry } from "./node-entry.js";

type Named = Pick<CompiledDefinition, "nodes" | "numberByName">;

/** By which callers know the task of an entry's number; of an item of kind EVALUATE that of the task it is about. */
export function taskIdOf(named: Named, entries: ReadonlyMap<number, NodeEntry>, number: number): string {
  const entry = entries.get(number);
  const { nodes } = named;
  if (entry?.item !== undefined) {
    const { node: subject, about = subject } = entry.item;
    return about === undefined ? FLOW_TASK_ID : taskIdOf(named, entries, about);
  }
  const node = nodes[entry?.origin?.node ?? number];
  if (node === undefined) throw new Error(`no task has the number ${number}`);
  return instanceId(node.task.name, entry);
}

/** The id of the task of this name that has this entry. */
export function instanceId(name: string, entry: NodeEntry | undefined): string {
  const instance = entry?.origin?.instance;
  return instance === undefined ? name : `${name}#${instance}`;
}

/** The entry's number of a task id; undefined where no task has it. `further`: the numbers of a node's instances from the second on. */
export function numberOfTask(
  { numberByName }: Named,
  taskId: string,
  further: (node: number) => readonly number[],
): number | undefined {
  const first = numberByName.get(taskId);
  if (first !== undefined) return first;
  const { name, instance } = splitTaskId(taskId);
  const node = numberByName.get(name);
  return node === undefined || instance < 2 ? undefined : further(node)[instance - 2];
}

/** The entry's number of a task id, among these entries. O(entries) where it is that of a further instance. */
export function numberAmong(
  definition: Named,
  entries: ReadonlyMap<number, NodeEntry>,
  taskId: string,
): number | undefined {
  return numberOfTask(definition, taskId, (node) => {
    const isFurther = ({ origin, item }: NodeEntry) => item === undefined && origin?.node === node;
    const further = [...entries].filter(([, entry]) => isFurther(entry)).map(([number]) => number);
    return further.sort((a, b) => a - b);
  });
}

/** The name of the task, and which of its instances the id means. */
export function splitTaskId(taskId: string): { readonly name: string; readonly instance: number } {
  // No name ends like that.
  const [, name = taskId, instance = "1"] = /^(.*)#([1-9]\d{0,8})$/s.exec(taskId) ?? [];
  return { name, instance: Number(instance) };
}

/** Whether the token is that of its latest claim, or of one that its history keeps. */
export function keepsToken(entry: NodeEntry | undefined, token: string | undefined): boolean {
  if (entry === undefined || token === undefined) return false;
  return entry.claim?.token === token || entry.history?.some((record) => record.token === token) === true;
}
