/**
 * A definition that comes with a call is checked, written and compiled in one go: of large ones few are taken in at once, so that the
 * callers of one namespace do not keep a process busy (rule C7).
 */
import type { CallContext } from "../engine.js";
import type { Machinery } from "../machinery.js";
import type { RunRequest } from "../run-request.js";

/** One of no more tasks is taken in at once: some 40 ms. */
const LARGE_TASKS = 4_096;

/** What is known of a definition before it has been checked. */
interface Unchecked {
  readonly tasks?: readonly { readonly flow?: Unchecked | undefined }[];
}

interface Request {
  readonly namespace?: string;
}

type Perform<Asked, Response> = (machinery: Machinery, request: Asked, call?: CallContext) => Promise<Response>;

/** The same call, with its turn where the definition that `specOf` finds in it is a large one. Rejects with OVERLOADED where too many others wait. */
export function definitionInTurn<Asked extends Request, Response>(
  perform: Perform<Asked, Response>,
  specOf: (request: Asked) => Unchecked | undefined,
): Perform<Asked, Response> {
  return (machinery, request, call) => {
    const work = () => perform(machinery, request, call);
    if (!hasMoreThan(LARGE_TASKS, specOf(request))) return work();
    return machinery.largeDefinitions.during(request.namespace ?? "", work, call?.signal);
  };
}

/** The definition that came along; undefined where a stored one is named. */
export function specOf(definition: RunRequest["definition"] | undefined): Unchecked | undefined {
  return definition?.kind === "spec" ? definition.spec : undefined;
}

/** Whether it and the flows within it have more than so many tasks. */
function hasMoreThan(limit: number, spec: Unchecked | undefined): boolean {
  let count = 0;
  const left = [spec];
  for (let next = left.pop(); next !== undefined && count <= limit; next = left.pop()) {
    if (!Array.isArray(next?.tasks)) continue;
    count += next.tasks.length;
    if (count <= limit) left.push(...next.tasks.flatMap((task) => task?.flow ?? []));
  }
  return count > limit;
}
