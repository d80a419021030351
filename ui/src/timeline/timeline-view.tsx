// A timeline on the screen: it scrolls as a list does, the time across it can be made longer and shorter.
import type { JSX, TargetedKeyboardEvent, TargetedMouseEvent } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { formatPlural } from "../format/numbers.js";
import { usePalette } from "../graph/use-palette.js";
import type { Span } from "./axis.js";
import { AXIS_HEIGHT, drawTimeline, ROW_HEIGHT } from "./draw-timeline.js";
import type { TimelineRow } from "./rows.js";
import { useScreen } from "./use-screen.js";
import { type TimeWindow, useTimeWindow, ZOOM_STEP } from "./use-time-window.js";

interface TimelineViewProps {
  readonly rows: readonly TimelineRow[];
  /** All of the time there is; it begins at the moment that marks count from. */
  readonly all: Span;
  readonly now: number;
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  /** Told which rows are seen. */
  readonly onSeen?: (ids: readonly string[]) => void;
}

export function TimelineView(props: TimelineViewProps): JSX.Element {
  const { rows, all, selected, onSelect, onSeen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [scrolled, setScrolled] = useState(0);
  const screen = useScreen(scroller);
  const palette = usePalette();
  const time = useTimeWindow(all, screen);
  useLayoutEffect(() => {
    const context = fittedContext(canvas.current, screen);
    if (context === undefined) return;
    drawTimeline(context, palette, {
      ...props,
      span: time.span,
      origin: all.from,
      scrolled,
      screen,
      ratio: devicePixelRatio,
    });
  });
  const first = Math.floor(scrolled / ROW_HEIGHT);
  const seen = rows.slice(first, first + Math.ceil(screen.height / ROW_HEIGHT)).map(({ id }) => id);
  useEffect(() => onSeen?.(seen), [seen.join("\n")]);
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (time.onKey(event) || selectByKey(event, rows, selected, onSelect)) event.preventDefault();
  };
  const onClick = (event: TargetedMouseEvent<HTMLElement>): void => {
    const top = event.currentTarget.getBoundingClientRect().top;
    const row = rows[Math.floor((event.clientY - top - AXIS_HEIGHT + scrolled) / ROW_HEIGHT)];
    if (row !== undefined) onSelect(row.id === selected ? "" : row.id);
  };
  const chosen = rows.find(({ id }) => id === selected);
  return (
    <div class="graph">
      <div
        ref={scroller}
        class="timeline"
        role="application"
        aria-label={`Timeline of ${formatPlural(rows.length, "task")}`}
        aria-describedby="timeline-keys"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the rows
        tabIndex={0}
        onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
        {...{ onKeyDown, onClick, onWheel: time.onWheel }}
      >
        <canvas ref={canvas} />
        <div class="timeline-room" style={{ height: `${rows.length * ROW_HEIGHT + AXIS_HEIGHT - screen.height}px` }} />
      </div>
      <TimelineTools time={time} />
      <p class="unseen" aria-live="polite">
        {chosen === undefined ? "" : `${chosen.id}: ${chosen.words}`}
      </p>
    </div>
  );
}

function TimelineTools({ time }: { readonly time: TimeWindow }): JSX.Element {
  return (
    <>
      <div class="graph-tools">
        <button type="button" aria-label="Longer time" onClick={() => time.zoom(1 / ZOOM_STEP)}>
          −
        </button>
        <button type="button" aria-label="Shorter time" onClick={() => time.zoom(ZOOM_STEP)}>
          +
        </button>
        <button type="button" onClick={time.showAll}>
          Whole
        </button>
      </div>
      <p id="timeline-keys" class="unseen">
        Arrow up and down go from task to task, arrow left and right move the time, plus and minus make it shorter and
        longer, 0 shows all of it. The tab Tasks lists the same tasks as a table.
      </p>
    </>
  );
}

/** Sets a canvas to the size of its screen: only where that is another one, since it is cleared by it. */
function fittedContext(
  canvas: HTMLCanvasElement | null,
  screen: { readonly width: number; readonly height: number },
): CanvasRenderingContext2D | undefined {
  const context = canvas?.getContext("2d");
  if (!canvas || !context || screen.width === 0) return undefined;
  const width = Math.round(screen.width * devicePixelRatio);
  const height = Math.round(screen.height * devicePixelRatio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  return context;
}

function selectByKey(
  event: TargetedKeyboardEvent<HTMLDivElement>,
  rows: readonly TimelineRow[],
  selected: string,
  onSelect: (id: string) => void,
): boolean {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const index = rows.findIndex(({ id }) => id === selected) + step;
  const row = rows[Math.max(0, index)];
  if (step === 0 || row === undefined) return false;
  onSelect(row.id);
  const host = event.currentTarget;
  const top = index * ROW_HEIGHT;
  const room = host.clientHeight - AXIS_HEIGHT - ROW_HEIGHT;
  if (top < host.scrollTop || top > host.scrollTop + room) host.scrollTop = top - room / 2;
  return true;
}
