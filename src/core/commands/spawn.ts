/**
 * The executor answers with a flow: the attempt goes on as that. Its claim is over, the task stays RUNNING.
 */
import { cancelTask } from "../decide/close-task.js";
import type { Draft } from "../decide/draft.js";
import type { EntryDraft } from "../decide/entry-draft.js";
import { refuseTooDeep } from "../nested/start-child.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { Spawn } from "../state/outcome.js";

/** The attempt goes on as the flow, unless the flow it is in starts nothing any more. */
export function spawn(draft: Draft, number: number, attempt: EntryDraft, { spawned }: Spawn): void {
  if (refuseTooDeep(draft, number, attempt)) return;
  attempt.state = "RUNNING";
  attempt.child = { spawned };
  draft.put(number, attempt);
  if (!draft.mayWait) cancelTask(draft, number);
}

/** The attempt that went on as this very flow; undefined = there is none that is kept. */
export function attemptSpawned(entry: NodeEntry | undefined, { spawned }: Spawn, named: Named): number | undefined {
  if (entry === undefined) return undefined;
  const { child, attempt, claim, history = [] } = entry;
  const known = [...history, { attempt, token: claim?.token, spawned: child?.spawned?.digest }];
  return known.findLast((one) => one.spawned === spawned.digest && isNamed(one, named))?.attempt;
}

interface Named {
  readonly token?: string;
  readonly attempt?: number;
}

function isNamed(one: { readonly attempt: number; readonly token?: string | undefined }, named: Named): boolean {
  if (named.token !== undefined) return one.token === named.token;
  return named.attempt === undefined || one.attempt === named.attempt;
}
