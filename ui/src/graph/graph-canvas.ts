// A graph on the screen, with a life of its own: it draws with the next frame what has changed, and no more.
import { drawEdges, drawNodes, type Scene } from "./draw-graph.js";
import { NODE_HEIGHT, NODE_WIDTH } from "./layered.js";
import { type Palette, readPalette } from "./palette.js";
import { fitted, panned, type Size, showing, type Viewport, whole, zoomed } from "./viewport.js";

export class GraphCanvas {
  readonly #edges: HTMLCanvasElement;
  readonly #nodes: HTMLCanvasElement;
  #palette: Palette = readPalette();
  #scene: Scene | undefined;
  #view: Viewport = { x: 0, y: 0, scale: 1 };
  #screen: Size = { width: 0, height: 0 };
  #frame: number | undefined;
  /** Edges are drawn anew only where the view, the drawing, the marks or the colours are others. */
  #edgesStale = true;
  #moved = false;

  constructor(edges: HTMLCanvasElement, nodes: HTMLCanvasElement) {
    this.#edges = edges;
    this.#nodes = nodes;
  }

  /** Another drawing is fitted to the screen, unless somebody has moved the one before. */
  show(scene: Scene): void {
    const before = this.#scene;
    const another = before?.layout !== scene.layout;
    this.#edgesStale ||= another || before?.marked !== scene.marked;
    this.#scene = scene;
    if (another && !this.#moved) this.#view = fitted(scene.layout, this.#screen);
    this.#drawSoon();
  }

  resize(screen: Size): void {
    const first = this.#screen.width === 0;
    this.#screen = screen;
    const ratio = devicePixelRatio;
    for (const canvas of [this.#edges, this.#nodes]) {
      canvas.width = Math.round(screen.width * ratio);
      canvas.height = Math.round(screen.height * ratio);
    }
    if (this.#scene !== undefined && (first || !this.#moved)) this.#view = fitted(this.#scene.layout, screen);
    this.#edgesStale = true;
    this.#drawSoon();
  }

  readColours(): void {
    this.#palette = readPalette();
    this.#edgesStale = true;
    this.#drawSoon();
  }

  pan(across: number, down: number): void {
    this.#move(panned(this.#view, across, down));
  }

  zoom(factor: number, at = { x: this.#screen.width / 2, y: this.#screen.height / 2 }): void {
    this.#move(zoomed(this.#view, factor, at));
  }

  /** All of it on the screen, however small. */
  fitWhole(): void {
    if (this.#scene !== undefined) this.#move(whole(this.#scene.layout, this.#screen));
  }

  /** Moves no more than it takes for a node to be seen. */
  reveal(node: number): void {
    const { x, y } = this.#scene?.layout ?? {};
    const [left, top] = [x?.[node], y?.[node]];
    if (left === undefined || top === undefined) return;
    this.#move(showing(this.#view, { x: left, y: top, width: NODE_WIDTH, height: NODE_HEIGHT }, this.#screen));
  }

  /** The node at a point of the screen. */
  nodeAt(point: { readonly x: number; readonly y: number }): number | undefined {
    const { x, y } = this.#scene?.layout ?? {};
    if (x === undefined || y === undefined) return undefined;
    const [across, down] = [this.#view.x + point.x / this.#view.scale, this.#view.y + point.y / this.#view.scale];
    const node = x.findIndex((left, index) => {
      const top = y[index] as number;
      return across >= left && across <= left + NODE_WIDTH && down >= top && down <= top + NODE_HEIGHT;
    });
    return node < 0 ? undefined : node;
  }

  close(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  #move(view: Viewport): void {
    this.#view = view;
    this.#moved = true;
    this.#edgesStale = true;
    this.#drawSoon();
  }

  #drawSoon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#draw();
    });
  }

  #draw(): void {
    if (this.#scene === undefined || this.#screen.width === 0) return;
    const frame = { view: this.#view, screen: this.#screen, ratio: devicePixelRatio };
    const [edges, nodes] = [this.#edges.getContext("2d"), this.#nodes.getContext("2d")];
    if (this.#edgesStale && edges !== null) drawEdges(edges, this.#scene, this.#palette, frame);
    this.#edgesStale = false;
    if (nodes !== null) drawNodes(nodes, this.#scene, this.#palette, frame);
  }
}
