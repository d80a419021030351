// Which part of a drawing is seen, and how large: pure, so that zoom and pan are the same by mouse, touch and keys.

export interface Viewport {
  /** The point of the drawing at the left upper corner. */
  readonly x: number;
  readonly y: number;
  /** Pixels of the screen for one of the drawing. */
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const LARGEST = 2;
const SMALLEST = 0.02;
const MARGIN = 24;
/** A drawing is not blown up to fill the screen, and not shrunk until nothing can be read: then its begin is shown. */
const FIT_LARGEST = 1;
const FIT_SMALLEST = 0.7;

/** All of it where that can still be read, else as much as can. */
export function fitted(drawing: Size, screen: Size): Viewport {
  const whole = wholeScale(drawing, screen);
  const scale = Math.max(FIT_SMALLEST, Math.min(FIT_LARGEST, whole));
  return whole < FIT_SMALLEST
    ? { ...centred(drawing, screen, scale), x: -MARGIN / scale }
    : centred(drawing, screen, scale);
}

/** All of it, however small. */
export function whole(drawing: Size, screen: Size): Viewport {
  return centred(drawing, screen, Math.max(SMALLEST, Math.min(FIT_LARGEST, wholeScale(drawing, screen))));
}

function wholeScale(drawing: Size, screen: Size): number {
  const across = (screen.width - 2 * MARGIN) / Math.max(1, drawing.width);
  const down = (screen.height - 2 * MARGIN) / Math.max(1, drawing.height);
  return Math.min(across, down);
}

function centred(drawing: Size, screen: Size, scale: number): Viewport {
  const x = (drawing.width - screen.width / scale) / 2;
  const y = (drawing.height - screen.height / scale) / 2;
  return { x, y, scale };
}

/** Larger or smaller by a factor, with the point under the pointer kept in its place. */
export function zoomed(view: Viewport, factor: number, at: { readonly x: number; readonly y: number }): Viewport {
  const scale = Math.max(SMALLEST, Math.min(LARGEST, view.scale * factor));
  return { x: view.x + at.x / view.scale - at.x / scale, y: view.y + at.y / view.scale - at.y / scale, scale };
}

/** Moved by pixels of the screen. */
export function panned(view: Viewport, across: number, down: number): Viewport {
  return { ...view, x: view.x - across / view.scale, y: view.y - down / view.scale };
}

/** Moved no more than it takes for a box to be seen. */
export function showing(
  view: Viewport,
  box: Size & { readonly x: number; readonly y: number },
  screen: Size,
): Viewport {
  const margin = MARGIN / view.scale;
  return {
    x: into(view.x, screen.width / view.scale, box.x - margin, box.width + 2 * margin),
    y: into(view.y, screen.height / view.scale, box.y - margin, box.height + 2 * margin),
    scale: view.scale,
  };
}

function into(from: number, length: number, start: number, size: number): number {
  if (start < from || size > length) return start;
  return start + size > from + length ? start + size - length : from;
}
