// The edges of the definition at a task. A definition may be large: it is read when somebody asks for them, and once.
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import type { FlowSpec } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { type CallError, callErrorOf } from "../engine/call-error.js";
import { visibleText } from "../format/visible-text.js";
import { ErrorNote } from "../shell/error-note.js";
import { usePage } from "../shell/page-context.js";
import { edgesAt, type TaskEdge } from "./task-edges.js";

interface EdgesViewProps {
  readonly flow: Flow;
  /** Its name in the definition. */
  readonly name: string;
  readonly onTask: (taskId: string) => void;
}

export function EdgesView({ flow, name, onTask }: EdgesViewProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const { spec, tooLarge, error } = useDefinition(flow, open);
  const edges = useMemo(() => (spec === undefined ? undefined : edgesAt(spec, name)), [spec, name]);
  return (
    <details class="edges" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Edges and their conditions</summary>
      {error === undefined ? null : <ErrorNote error={error} />}
      {tooLarge ? <p class="quiet">The definition is too large to be read here.</p> : null}
      {edges === undefined ? null : (
        <>
          <EdgeList title="To this task" edges={edges.hither} onTask={onTask} />
          <EdgeList title="From this task" edges={edges.onward} onTask={onTask} />
        </>
      )}
    </details>
  );
}

interface EdgeListProps extends Pick<EdgesViewProps, "onTask"> {
  readonly title: string;
  readonly edges: readonly TaskEdge[];
}

function EdgeList({ title, edges, onTask }: EdgeListProps): JSX.Element {
  return (
    <>
      <h3>{title}</h3>
      {edges.length === 0 ? <p class="quiet">None.</p> : null}
      <ul class="sources">
        {edges.map(({ task, words, condition }, index) => (
          <li key={index}>
            {task === "" ? null : (
              <button type="button" class="plain id" onClick={() => onTask(task)}>
                {task}
              </button>
            )}
            <span class="quiet">{visibleText(words)}</span>
            {condition === "" ? null : (
              <>
                <span class="quiet">if</span> <code>{visibleText(condition)}</code>
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

interface ReadDefinition {
  readonly spec?: FlowSpec | undefined;
  readonly tooLarge?: boolean;
  readonly error?: CallError;
}

/** Of one digest there is one definition for ever: what was read is not read again. */
function useDefinition({ namespace, definitionDigest: digest }: Flow, wanted: boolean): ReadDefinition {
  const { engine, onFailure } = usePage();
  const [read, setRead] = useState<ReadDefinition & { readonly of: string }>({ of: "" });
  const known = read.of === digest && read.error === undefined;
  useEffect(() => {
    if (!wanted || known) return;
    const ending = new AbortController();
    const { signal } = ending;
    engine.getDefinition({ namespace, key: { case: "digest", value: digest } }, { signal }).then(
      ({ spec }) => setRead({ of: digest, spec, tooLarge: spec === undefined }),
      (failure: unknown) => {
        if (signal.aborted) return;
        const error = callErrorOf(failure);
        onFailure(error);
        setRead({ of: digest, error });
      },
    );
    return () => ending.abort();
  }, [engine, namespace, digest, wanted, onFailure]);
  return read.of === digest ? read : {};
}
