// The graph of a flow as it lives: drawn anew by the worker when nodes come, recoloured with each batch.
import type { JSX } from "preact";
import { useCallback, useMemo, useState } from "preact/hooks";
import { formatCount, formatPlural } from "../format/numbers.js";
import type { NodeFace } from "../graph/draw-graph.js";
import { graphOfNodes } from "../graph/graph-job.js";
import { GraphView } from "../graph/graph-view.js";
import { useDrawing } from "../graph/use-drawing.js";
import { Legend } from "../states/legend.js";
import type { FlowModel } from "./flow-model.js";
import { facesOf, labelsOf, wordsOfFace } from "./group-faces.js";

interface GraphTabProps {
  readonly model: FlowModel;
  readonly tick: number;
  /** True = the nodes that are to be drawn at first are there. */
  readonly ready: boolean;
  readonly selected: string;
  /** Names of tasks that are set off. */
  readonly marked?: ReadonlySet<string>;
  readonly onTask: (taskId: string) => void;
}

const NONE: ReadonlySet<number> = new Set();
/** A group of more nodes than this is not drawn node by node: its tasks are in the table. */
const MOST_OPENED = 500;

export function GraphTab({ model, tick, ready, selected, marked, onTask }: GraphTabProps): JSX.Element {
  const [open, setOpen] = useState<ReadonlySet<number>>(NONE);
  const [chosenGroup, setChosenGroup] = useState<number | undefined>(undefined);
  const nodeCount = ready ? model.nodes.length : 0;
  // A longer list of nodes is another graph; the states of tasks are none of its matter.
  const graph = useMemo(
    () => (nodeCount === 0 ? undefined : graphOfNodes(model.nodes, (name) => model.nodeNumber(name))),
    [model, nodeCount],
  );
  const drawing = useDrawing(graph, open);
  const matching = drawing !== undefined && drawing.groups.groupOf.length <= model.nodes.length;
  const labels = useMemo(() => (matching ? labelsOf(model, drawing) : []), [model, drawing, matching]);
  const faces = useMemo(
    () => (matching ? facesOf(model, drawing, labels) : []),
    [model, drawing, labels, matching, tick],
  );
  const selectedNode =
    model.task(selected) === undefined ? undefined : model.nodeNumber(model.task(selected)?.name ?? "");
  const group = selectedNode === undefined ? chosenGroup : drawing?.groups.groupOf[selectedNode];
  const markedGroups = useMemo(() => groupsOf(marked, model, drawing?.groups.groupOf), [marked, model, drawing]);
  const scene = useMemo(
    () => (matching ? { layout: drawing.layout, faces, selected: group, marked: markedGroups } : undefined),
    [drawing, faces, group, markedGroups, matching],
  );
  const choose = useCallback(
    (next: number | undefined, opened: boolean): void => {
      const first = next === undefined ? undefined : model.nodes[drawing?.firstOf[next] ?? -1];
      const single = next !== undefined && drawing?.groups.sizes[next] === 1;
      setChosenGroup(next);
      onTask(single && first !== undefined && (opened || selected !== "") ? first.name : "");
    },
    [drawing, model, onTask, selected],
  );
  if (ready && nodeCount === 0) return <div class="graph graph-waiting">There are no tasks.</div>;
  if (scene === undefined || drawing === undefined) return <div class="graph graph-waiting">Drawing…</div>;
  const face = group === undefined ? undefined : faces[group];
  const size = group === undefined ? 0 : (drawing.groups.sizes[group] ?? 0);
  const openGroup = (): void => {
    const nodes = [...drawing.groups.groupOf.keys()].filter((node) => drawing.groups.groupOf[node] === group);
    setOpen(new Set([...open, ...nodes]));
  };
  return (
    <>
      <GraphView
        {...{ scene, graph: drawing.groups.graph, onChoose: choose }}
        summary={`Graph of ${formatPlural(model.tasks.length, "task")}`}
        chosen={face === undefined ? "" : wordsOfFace(face)}
      />
      <GraphFoot
        by={drawing.groups.by}
        {...{ face, size, openGroup }}
        closeGroups={open.size === 0 ? undefined : () => setOpen(NONE)}
      />
    </>
  );
}

interface GraphFootProps {
  readonly by: "shape" | "level";
  /** The chosen node, and how many nodes of the graph are drawn as it. */
  readonly face: NodeFace | undefined;
  readonly size: number;
  readonly openGroup: () => void;
  /** Undefined = none was opened. */
  readonly closeGroups: (() => void) | undefined;
}

function GraphFoot({ by, face, size, openGroup, closeGroups }: GraphFootProps): JSX.Element {
  return (
    <div class="graph-foot">
      <Legend />
      <span class="graph-note">
        {by === "level" ? "Tasks of one type on one level are drawn as one. " : null}
        {face !== undefined && size > 1 ? (
          <>
            {face.label}: {formatCount(size)} alike{" "}
            {size <= MOST_OPENED ? (
              <button type="button" onClick={openGroup}>
                Draw each
              </button>
            ) : null}
          </>
        ) : null}
        {closeGroups !== undefined ? (
          <button type="button" onClick={closeGroups}>
            Draw alike ones as one
          </button>
        ) : null}
      </span>
    </div>
  );
}

function groupsOf(
  names: ReadonlySet<string> | undefined,
  model: FlowModel,
  groupOf: Uint32Array | undefined,
): ReadonlySet<number> {
  if (names === undefined || groupOf === undefined) return NONE;
  return new Set([...names].flatMap((name) => groupOf[model.nodeNumber(name) ?? -1] ?? []));
}
