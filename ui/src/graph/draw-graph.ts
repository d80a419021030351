// Draws what is seen of a graph onto canvases: edges on one, which changes only with the view, nodes on another.

import type { Share } from "../states/counts.js";
import { type StateLook, taskLook } from "../states/task-states.js";
import { at } from "./graph.js";
import { NODE_HEIGHT, NODE_WIDTH } from "./layered.js";
import type { Layout } from "./layout.js";
import type { Palette } from "./palette.js";
import type { Size, Viewport } from "./viewport.js";

/** What stands in the box of a node. */
export interface NodeFace {
  readonly label: string;
  /** Of a group: how many tasks it has; of a node with one task 1. */
  readonly count: number;
  readonly shares: readonly Share[];
}

export interface Scene {
  readonly layout: Layout;
  readonly faces: readonly NodeFace[];
  readonly selected: number | undefined;
  /** The edges and nodes that are set off, such as those of a critical path. Empty = none. */
  readonly marked: ReadonlySet<number>;
}

/** Below this scale text is not drawn, and edges are straight. */
const TEXT_FROM = 0.5;
const CURVES_FROM = 0.2;
const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';

/** Clears a canvas and sets it to the units of the drawing. */
function begin(context: CanvasRenderingContext2D, view: Viewport, screen: Size, ratio: number): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, screen.width, screen.height);
  const scale = view.scale * ratio;
  context.setTransform(scale, 0, 0, scale, -view.x * scale, -view.y * scale);
}

export function drawEdges(
  context: CanvasRenderingContext2D,
  { layout, marked }: Scene,
  palette: Palette,
  frame: { readonly view: Viewport; readonly screen: Size; readonly ratio: number },
): void {
  const { view, screen, ratio } = frame;
  begin(context, view, screen, ratio);
  const [right, bottom] = [view.x + screen.width / view.scale, view.y + screen.height / view.scale];
  const paths = { plain: new Path2D(), marked: new Path2D() };
  for (let edge = 0; edge < layout.from.length; edge++) {
    const [from, to] = [layout.from[edge] as number, layout.to[edge] as number];
    const path = marked.has(from) && marked.has(to) ? paths.marked : paths.plain;
    for (let bend = layout.bends[edge] as number; bend + 1 < (layout.bends[edge + 1] as number); bend++) {
      const [x, y] = [at(layout.points, 2 * bend), at(layout.points, 2 * bend + 1)];
      const [nextX, nextY] = [at(layout.points, 2 * bend + 2), at(layout.points, 2 * bend + 3)];
      if (nextX < view.x || x > right || Math.max(y, nextY) < view.y || Math.min(y, nextY) > bottom) continue;
      path.moveTo(x, y);
      if (view.scale < CURVES_FROM || y === nextY) path.lineTo(nextX, nextY);
      else path.bezierCurveTo((x + nextX) / 2, y, (x + nextX) / 2, nextY, nextX, nextY);
    }
  }
  context.strokeStyle = palette.field;
  context.globalAlpha = marked.size > 0 ? 0.35 : 0.7;
  context.lineWidth = Math.max(1, 0.8 / view.scale);
  context.stroke(paths.plain);
  context.globalAlpha = 1;
  context.strokeStyle = palette.accent;
  context.lineWidth = Math.max(2.5, 2 / view.scale);
  context.stroke(paths.marked);
}

export function drawNodes(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  frame: { readonly view: Viewport; readonly screen: Size; readonly ratio: number },
): void {
  const { view, screen, ratio } = frame;
  begin(context, view, screen, ratio);
  context.font = FONT;
  context.textBaseline = "middle";
  const [right, bottom] = [view.x + screen.width / view.scale, view.y + screen.height / view.scale];
  const { x, y } = scene.layout;
  for (let node = 0; node < x.length; node++) {
    const [left, top] = [x[node] as number, y[node] as number];
    if (left > right || left + NODE_WIDTH < view.x || top > bottom || top + NODE_HEIGHT < view.y) continue;
    const face = scene.faces[node];
    if (face !== undefined) drawNode(context, face, palette, { left, top, legible: view.scale >= TEXT_FROM });
    if (scene.marked.has(node) || scene.selected === node) {
      context.strokeStyle = palette.accent;
      context.lineWidth = Math.max(scene.selected === node ? 2.5 : 1.5, 1.5 / view.scale);
      context.strokeRect(left - 2, top - 2, NODE_WIDTH + 4, NODE_HEIGHT + 4);
    }
  }
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly legible: boolean;
}

function drawNode(context: CanvasRenderingContext2D, face: NodeFace, palette: Palette, box: Box): void {
  const { left, top, legible } = box;
  const first = face.shares[0];
  const look = taskLook(first?.state ?? 0);
  const colours = palette.tones[look.tone];
  const single = face.shares.length <= 1;
  if (!legible) {
    if (face.count > 1 || !single) drawShares(context, face.shares, palette, { left, top, height: NODE_HEIGHT });
    else fill(context, colours.area, left, top, NODE_WIDTH, NODE_HEIGHT);
    return;
  }
  fill(context, single ? colours.soft : palette.panel, left, top, NODE_WIDTH, NODE_HEIGHT);
  if (face.count > 1 || !single)
    drawShares(context, face.shares, palette, { left, top: top + NODE_HEIGHT - 5, height: 5 });
  else fill(context, colours.area, left, top, 4, NODE_HEIGHT);
  context.strokeStyle = single ? colours.area : palette.field;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, NODE_WIDTH - 1, NODE_HEIGHT - 1);
  drawText(context, face, single ? look : undefined, palette, box);
}

function drawText(
  context: CanvasRenderingContext2D,
  face: NodeFace,
  look: StateLook | undefined,
  palette: Palette,
  { left, top }: Box,
): void {
  const middle = top + (face.count > 1 ? NODE_HEIGHT / 2 - 2 : NODE_HEIGHT / 2);
  let from = left + 10;
  if (look !== undefined) {
    context.fillStyle = palette.tones[look.tone].text;
    context.fillText(look.sign, from, middle);
    from += 16;
  }
  const count = face.count > 1 ? `× ${face.count}` : "";
  const room = left + NODE_WIDTH - 8 - from - (count === "" ? 0 : 8 + 7 * count.length);
  context.fillStyle = palette.text;
  context.fillText(cut(face.label, room), from, middle);
  if (count === "") return;
  context.fillStyle = palette.quiet;
  context.textAlign = "right";
  context.fillText(count, left + NODE_WIDTH - 8, middle);
  context.textAlign = "left";
}

function drawShares(
  context: CanvasRenderingContext2D,
  shares: readonly Share[],
  palette: Palette,
  { left, top, height }: { readonly left: number; readonly top: number; readonly height: number },
): void {
  const total = shares.reduce((sum, { count }) => sum + count, 0);
  let from = left;
  for (const { state, count } of shares) {
    const width = (NODE_WIDTH * count) / total;
    fill(context, palette.tones[taskLook(state).tone].area, from, top, width, height);
    from += width;
  }
}

function fill(
  context: CanvasRenderingContext2D,
  colour: string,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  context.fillStyle = colour;
  context.fillRect(left, top, width, height);
}

/** The middle is left out: ids differ at their ends. Letters are about 7 wide; measuring each would cost more. */
function cut(label: string, room: number): string {
  const letters = Math.floor(room / 6.6);
  if (label.length <= letters) return label;
  const ends = Math.max(2, Math.floor((letters - 1) / 2));
  return `${label.slice(0, ends)}…${label.slice(-ends)}`;
}
