// The graph with its controls: mouse, touch and keys move it and choose a node.
import type { JSX, TargetedKeyboardEvent, TargetedPointerEvent, TargetedWheelEvent } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Scene } from "./draw-graph.js";
import type { Graph } from "./graph.js";
import { GraphCanvas } from "./graph-canvas.js";
import { neighbourNode, type Way } from "./neighbour-node.js";
import { onThemeChange } from "./use-palette.js";

interface GraphViewProps {
  readonly scene: Scene;
  readonly graph: Graph;
  /** What it shows, in a sentence. */
  readonly summary: string;
  /** The chosen node in words: said when it changes. */
  readonly chosen: string;
  /** `opened` = it is to be shown at once, not only set off. */
  readonly onChoose: (node: number | undefined, opened: boolean) => void;
}

const PAN_STEP = 60;
const ZOOM_STEP = 1.25;

export function GraphView({ scene, graph, summary, chosen, onChoose }: GraphViewProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const edges = useRef<HTMLCanvasElement>(null);
  const nodes = useRef<HTMLCanvasElement>(null);
  const canvas = useRef<GraphCanvas | undefined>(undefined);
  useLayoutEffect(() => {
    if (host.current === null || edges.current === null || nodes.current === null) return;
    const made = new GraphCanvas(edges.current, nodes.current);
    canvas.current = made;
    const observer = new ResizeObserver(([entry]) => entry !== undefined && made.resize(entry.contentRect));
    observer.observe(host.current);
    const leave = onThemeChange(() => made.readColours());
    return () => {
      observer.disconnect();
      leave();
      made.close();
    };
  }, []);
  useEffect(() => canvas.current?.show(scene), [scene]);
  const choose = (node: number | undefined, opened: boolean): void => {
    if (node !== undefined) canvas.current?.reveal(node);
    onChoose(node, opened);
  };
  return (
    <div class="graph">
      <div
        ref={host}
        class="graph-canvas"
        role="application"
        aria-label={summary}
        aria-describedby="graph-keys"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the graph
        tabIndex={0}
        onKeyDown={(event) => canvas.current && walk(event, canvas.current, { scene, graph, choose })}
        onWheel={(event) => canvas.current && wheel(event, canvas.current)}
        onPointerDown={(event) => canvas.current && drag(event, canvas.current, choose)}
      >
        <canvas ref={edges} />
        <canvas ref={nodes} />
      </div>
      <GraphTools canvas={canvas} />
      <p class="unseen" aria-live="polite">
        {chosen}
      </p>
    </div>
  );
}

function GraphTools({ canvas }: { readonly canvas: { readonly current: GraphCanvas | undefined } }): JSX.Element {
  return (
    <>
      <div class="graph-tools">
        <button type="button" aria-label="Smaller" onClick={() => canvas.current?.zoom(1 / ZOOM_STEP)}>
          −
        </button>
        <button type="button" aria-label="Larger" onClick={() => canvas.current?.zoom(ZOOM_STEP)}>
          +
        </button>
        <button type="button" onClick={() => canvas.current?.fitWhole()}>
          Whole
        </button>
      </div>
      <p id="graph-keys" class="unseen">
        Arrow keys go from task to task, Enter opens one, plus and minus change the size, 0 shows all of it, Shift with
        an arrow key moves the view. The tab Tasks lists the same tasks as a table.
      </p>
    </>
  );
}

interface Walk {
  readonly scene: Scene;
  readonly graph: Graph;
  readonly choose: (node: number | undefined, opened: boolean) => void;
}

const PANS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [PAN_STEP, 0],
  ArrowRight: [-PAN_STEP, 0],
  ArrowUp: [0, PAN_STEP],
  ArrowDown: [0, -PAN_STEP],
};

function walk(event: TargetedKeyboardEvent<HTMLElement>, canvas: GraphCanvas, { scene, graph, choose }: Walk): void {
  const { key } = event;
  const pan = PANS[key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (pan !== undefined && event.shiftKey) canvas.pan(...pan);
  else if (pan !== undefined) {
    const next = neighbourNode(graph, scene.layout, scene.selected, key as Way);
    if (next !== undefined) choose(next, false);
  } else if (key === "+" || key === "=") canvas.zoom(ZOOM_STEP);
  else if (key === "-") canvas.zoom(1 / ZOOM_STEP);
  else if (key === "0") canvas.fitWhole();
  else if (key === "Enter" && scene.selected !== undefined) choose(scene.selected, true);
  else if (key === "Escape") choose(undefined, false);
  else return;
  event.preventDefault();
}

/** The wheel makes it larger and smaller around the pointer; with Shift it moves sideways. */
function wheel(event: TargetedWheelEvent<HTMLElement>, canvas: GraphCanvas): void {
  event.preventDefault();
  const { left, top } = event.currentTarget.getBoundingClientRect();
  if (event.shiftKey) canvas.pan(-(event.deltaX || event.deltaY), 0);
  else canvas.zoom(1.0015 ** -event.deltaY, { x: event.clientX - left, y: event.clientY - top });
}

/** Moves the drawing with the pointer; where that has hardly moved, it was a choice. */
function drag(event: TargetedPointerEvent<HTMLElement>, canvas: GraphCanvas, choose: Walk["choose"]): void {
  if (event.button !== 0) return;
  const host = event.currentTarget;
  const { left, top } = host.getBoundingClientRect();
  let [x, y, way] = [event.clientX, event.clientY, 0];
  const move = (to: PointerEvent): void => {
    way += Math.abs(to.clientX - x) + Math.abs(to.clientY - y);
    if (way > 4) canvas.pan(to.clientX - x, to.clientY - y);
    [x, y] = [to.clientX, to.clientY];
  };
  const end = (): void => {
    host.removeEventListener("pointermove", move);
    host.removeEventListener("pointerup", end);
    host.removeEventListener("pointercancel", end);
    if (way <= 4) choose(canvas.nodeAt({ x: x - left, y: y - top }), true);
  };
  host.setPointerCapture(event.pointerId);
  host.addEventListener("pointermove", move);
  host.addEventListener("pointerup", end);
  host.addEventListener("pointercancel", end);
}
