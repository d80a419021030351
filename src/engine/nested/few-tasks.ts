/**
 * How much is told, and made, in one go: some flows of few tasks, or one of many, so that nothing else waits for long.
 */
import type { ChildLetter } from "../../core/state/family.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import type { Machinery } from "../machinery.js";
import { digestWithin } from "./make-child.js";

/** Tasks of the flows that are told in one go, unless the first alone has more. */
const TASKS_AT_ONCE = 256;

/**
 * The first of the letters, at least one: the flows of those that `weighs`, which are there or are to be made, have no more
 * tasks than may be decided on at once.
 */
export async function withFewTasks(
  machinery: Machinery,
  parent: SegmentRecord | undefined,
  letters: readonly ChildLetter[],
  weighs: (letter: ChildLetter) => boolean,
): Promise<readonly ChildLetter[]> {
  if (parent === undefined) return letters;
  let tasks = 0;
  for (const [index, letter] of letters.entries()) {
    if (!weighs(letter)) continue;
    tasks += await tasksOf(machinery, parent, letter);
    if (tasks > TASKS_AT_ONCE) return letters.slice(0, Math.max(1, index));
  }
  return letters;
}

/** Of the first segment; what cannot be read counts as little, and is met again where it is needed. */
async function tasksOf({ definitions }: Machinery, parent: SegmentRecord, { number }: ChildLetter): Promise<number> {
  const { address, flow, nodes } = parent;
  const entry = nodes.get(number);
  if (entry === undefined) return 1;
  const { namespace, segment } = address;
  try {
    const compiled = await definitions.load(namespace, flow.definitionDigest, segment);
    const task = compiled.nodes[entry.origin?.node ?? number]?.task;
    const digest = digestWithin(task, entry.child?.spawned);
    if (digest === undefined) return task?.flow?.tasks.length ?? 1;
    return (await definitions.load(namespace, digest, 0)).nodes.length;
  } catch {
    return 1;
  }
}
