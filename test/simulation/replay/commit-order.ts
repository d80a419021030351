/**
 * In which order the commands of one commit came: one that the reference model can follow to what is stored. Where
 * several can be, the one in which they were answered.
 */
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { CommitParts } from "./commit-parts.js";
import type { Heard } from "./heard.js";
import type { RecordedCommand } from "./recorded-run.js";
import type { ToldModel } from "./told-model.js";

/** Orders that are tried, at most: few commands share a commit. */
const STEPS_TRIED = 20_000;

export interface OrderedCommit {
  readonly commands: readonly RecordedCommand[];
  readonly model: ToldModel;
}

/** `model`: before the commit. Throws where no order leads to `after`. */
export function orderOf(parts: CommitParts, model: ToldModel, after: SegmentRecord, heard: Heard): OrderedCommit {
  const lists = [...parts.control.filter(isResume), ...parts.losses].map((command) => [command]);
  const tasks = parts.tasks.toSorted((a, b) => rankOf(a, heard) - rankOf(b, heard));
  const last = parts.control.filter((command) => !isResume(command)).map((command) => [command]);
  let steps = 0;
  let difference: string | undefined;
  const search = (open: readonly (readonly RecordedCommand[])[], from: ToldModel): OrderedCommit | undefined => {
    if (open.length === 0) {
      const wrong = from.difference(after);
      difference ??= wrong;
      return wrong === undefined ? { commands: [], model: from } : undefined;
    }
    for (const [index, [command, ...rest]] of open.entries()) {
      steps += 1;
      if (command === undefined || steps > STEPS_TRIED) return undefined;
      const next = from.copy();
      if (!next.tell(command, after)) continue;
      const left = open.flatMap((list, other) => (other !== index ? [list] : rest.length > 0 ? [rest] : []));
      const found = search(left, next);
      if (found !== undefined) return { ...found, commands: [command, ...found.commands] };
    }
    return undefined;
  };
  const found = search([...lists, ...tasks, ...last], model);
  if (found !== undefined) return found;
  const kinds = [...lists, ...tasks, ...last].map((list) => list.map(({ kind }) => kind).join("+")).join(", ");
  throw new Error(`no order of ${kinds} leads to version ${after.version}: ${difference ?? "none can follow"}`);
}

function isResume({ kind }: RecordedCommand): boolean {
  return kind === "resume";
}

/** Claims come after what was answered: most are made by what freed the credit. */
function rankOf(commands: readonly RecordedCommand[], heard: Heard): number {
  const [first] = commands;
  if (first?.kind !== "complete") return first?.kind === "claim" ? Number.POSITIVE_INFINITY : -1;
  return heard.rank(first.request.requestId ?? "");
}
