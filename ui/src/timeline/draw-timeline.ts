// Draws the rows of a timeline that are seen.
import { formatDuration } from "../format/time.js";
import type { Palette } from "../graph/palette.js";
import type { Size } from "../graph/viewport.js";
import { marksOf, type Span } from "./axis.js";
import type { TimelineRow } from "./rows.js";

export const ROW_HEIGHT = 20;
export const AXIS_HEIGHT = 24;
const LABEL_WIDTH = 210;
const LABEL_ROOM = 56;
const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';

export interface TimelineFrame {
  readonly rows: readonly TimelineRow[];
  readonly span: Span;
  /** The moment that marks count from. */
  readonly origin: number;
  readonly now: number;
  readonly selected: string;
  /** How far the rows are scrolled. */
  readonly scrolled: number;
  readonly screen: Size;
  readonly ratio: number;
}

/** The part of the width at which a moment stands, for who zooms around it. */
export function partAt(x: number, { width }: Size): number {
  return Math.max(0, Math.min(1, (x - LABEL_WIDTH) / Math.max(1, width - LABEL_WIDTH)));
}

export function drawTimeline(context: CanvasRenderingContext2D, palette: Palette, frame: TimelineFrame): void {
  const { rows, screen, ratio, scrolled } = frame;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, screen.width, screen.height);
  context.font = FONT;
  context.textBaseline = "middle";
  drawMarks(context, palette, frame);
  context.save();
  context.beginPath();
  context.rect(0, AXIS_HEIGHT, screen.width, screen.height);
  context.clip();
  const first = Math.max(0, Math.floor(scrolled / ROW_HEIGHT));
  const last = Math.min(rows.length, Math.ceil((scrolled + screen.height) / ROW_HEIGHT));
  for (let index = first; index < last; index++) {
    const row = rows[index];
    if (row !== undefined) drawRow(context, palette, frame, { row, top: AXIS_HEIGHT + index * ROW_HEIGHT - scrolled });
  }
  context.restore();
}

function drawMarks(context: CanvasRenderingContext2D, palette: Palette, frame: TimelineFrame): void {
  const { span, origin, screen } = frame;
  context.lineWidth = 1;
  for (const mark of marksOf(span, origin, Math.max(2, Math.floor((screen.width - LABEL_WIDTH) / 110)))) {
    const x = Math.round(place(origin + mark, frame)) + 0.5;
    context.strokeStyle = palette.line;
    context.beginPath();
    context.moveTo(x, AXIS_HEIGHT - 4);
    context.lineTo(x, screen.height);
    context.stroke();
    context.fillStyle = palette.quiet;
    // One that would be cut off at the edge is left out.
    if (x + LABEL_ROOM < screen.width)
      context.fillText(mark === 0 ? "0" : formatDuration(mark), x + 4, AXIS_HEIGHT / 2);
  }
}

function drawRow(
  context: CanvasRenderingContext2D,
  palette: Palette,
  frame: TimelineFrame,
  { row, top }: { readonly row: TimelineRow; readonly top: number },
): void {
  const { screen, now, selected } = frame;
  if (row.id === selected) {
    context.fillStyle = palette.tones.active.soft;
    context.fillRect(0, top, screen.width, ROW_HEIGHT);
  }
  context.fillStyle = row.marked ? palette.accent : palette.text;
  context.fillText(
    row.id.length > 30 ? `${row.id.slice(0, 14)}…${row.id.slice(-14)}` : row.id,
    10,
    top + ROW_HEIGHT / 2,
  );
  context.save();
  context.beginPath();
  context.rect(LABEL_WIDTH, top, screen.width - LABEL_WIDTH, ROW_HEIGHT);
  context.clip();
  for (const { from, to, tone, thin } of row.segments) {
    const left = place(from, frame);
    const width = Math.max(2, place(to ?? Math.max(from, now), frame) - left);
    context.fillStyle = palette.tones[tone].area;
    if (thin) context.fillRect(left, top + ROW_HEIGHT / 2 - 1, width, 2);
    else context.fillRect(left, top + 4, width, ROW_HEIGHT - 8);
    if (row.marked && !thin) {
      context.strokeStyle = palette.accent;
      context.lineWidth = 2;
      context.strokeRect(left, top + 3, width, ROW_HEIGHT - 6);
    }
  }
  context.restore();
}

function place(moment: number, { span, screen }: TimelineFrame): number {
  return LABEL_WIDTH + ((moment - span.from) / (span.to - span.from)) * (screen.width - LABEL_WIDTH - 12);
}
