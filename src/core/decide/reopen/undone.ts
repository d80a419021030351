/**
 * What of a flow is undone is neither run again nor skipped: it can only begin anew, with all that is undone with it.
 */
import type { Reversion } from "../../state/flow-header.js";
import type { Segment } from "../../state/segment.js";
import { behind } from "./reset.js";

const NOTHING: ReadonlySet<number> = new Set();

/** Why the flow is not reopened, and the number of the task that it is about. */
export interface UndoneFault {
  readonly fault: string;
  readonly number?: number;
}

/**
 * The nodes of the tasks that are to be undone or tried again with their scope, or were, and all that lies behind them;
 * without those that begin `anew`. O(nodes + edges), nothing where no failure was ever put to a controller.
 */
export function undoneNodes(segment: Segment, anew = NOTHING): ReadonlySet<number> {
  return behind(
    segment,
    undoneNumbers(segment, anew).map((number) => nodeOf(segment, number)),
  );
}

/** Whether an entry is of one of these nodes. */
export function isOf(segment: Segment, nodes: ReadonlySet<number>, number: number): boolean {
  return nodes.has(nodeOf(segment, number));
}

/** Why nothing is run again or skipped where these nodes begin `anew`; undefined = whatever is not undone may be. */
export function undoneFault(segment: Segment, anew = NOTHING): UndoneFault | undefined {
  const { reversion } = segment.flow;
  if (reversion === undefined) return undefined;
  const open = reversion.open.find(({ node }) => !anew.has(node))?.node;
  if (open !== undefined) {
    return { fault: `the failure of task ${segment.taskId(open)} waits for its scope's controller`, number: open };
  }
  const left = undoneNumbers(segment, anew);
  if (reversion.whole === true && (left.length > 0 || anew.size === 0)) {
    return { fault: "the flow is undone as a whole: it can only begin anew as a whole, by reset" };
  }
  const stuck = left.find((number) => ["REVERT_FAILED", "CANCELLED"].includes(segment.stateOf(number)));
  if (stuck !== undefined) {
    const what = `task ${segment.taskId(stuck)} was to be undone and is ${segment.stateOf(stuck)}`;
    return { fault: `${what}: it can only begin anew, by reset`, number: stuck };
  }
  const further = [...undoneNodes(segment, anew)].find((node) => anew.has(node));
  if (further === undefined) return undefined;
  const fault = `task ${segment.taskId(further)} lies behind tasks that are undone: those have to begin anew with it`;
  return { fault, number: further };
}

/** What is kept of it once `taken` are run again, skipped, or begin anew; nothing of it may be open then. */
export function reversionLeft(segment: Segment, taken: ReadonlySet<number>): Reversion | undefined {
  const failed = segment.flow.reversion?.failed.filter((number) => !taken.has(number)) ?? [];
  return failed.length > 0 || undoneNumbers(segment, taken).length > 0 ? { failed, open: [] } : undefined;
}

function undoneNumbers(segment: Segment, anew: ReadonlySet<number>): number[] {
  if (segment.flow.reversion === undefined) return [];
  return segment
    .numbers()
    .filter((number) => segment.entry(number)?.reversal !== undefined && !isOf(segment, anew, number));
}

function nodeOf({ control }: Segment, number: number): number {
  return control?.nodeOf(number) ?? number;
}
