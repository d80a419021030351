// Which part of the time is seen, and how keys and the wheel change it.
import type { TargetedKeyboardEvent, TargetedWheelEvent } from "preact";
import { useState } from "preact/hooks";
import type { Size } from "../graph/viewport.js";
import { movedSpan, type Span, zoomedSpan } from "./axis.js";
import { partAt } from "./draw-timeline.js";

export const ZOOM_STEP = 1.5;
const MOVE_STEP = 0.15;

export interface TimeWindow {
  readonly span: Span;
  readonly zoom: (factor: number) => void;
  readonly showAll: () => void;
  /** True = the key was for the time. */
  readonly onKey: (event: TargetedKeyboardEvent<HTMLElement>) => boolean;
  readonly onWheel: (event: TargetedWheelEvent<HTMLElement>) => void;
}

export function useTimeWindow(all: Span, screen: Size): TimeWindow {
  // Undefined = all of it, also while that grows.
  const [part, setPart] = useState<Span | undefined>(undefined);
  const span = part ?? all;
  const zoom = (factor: number, at = 0.5): void => setPart(zoomedSpan(span, factor, at, all));
  const showAll = (): void => setPart(undefined);
  const onKey = ({ key }: TargetedKeyboardEvent<HTMLElement>): boolean => {
    if (key === "+" || key === "=") zoom(ZOOM_STEP);
    else if (key === "-") zoom(1 / ZOOM_STEP);
    else if (key === "0") showAll();
    else if (key === "ArrowLeft") setPart(movedSpan(span, -MOVE_STEP, all));
    else if (key === "ArrowRight") setPart(movedSpan(span, MOVE_STEP, all));
    else return false;
    return true;
  };
  const onWheel = (event: TargetedWheelEvent<HTMLElement>): void => {
    if (!event.ctrlKey && !event.shiftKey) return;
    event.preventDefault();
    const { left } = event.currentTarget.getBoundingClientRect();
    if (event.ctrlKey) zoom(1.002 ** -event.deltaY, partAt(event.clientX - left, screen));
    else setPart(movedSpan(span, (event.deltaX || event.deltaY) / 1_000, all));
  };
  return { span, zoom, showAll, onKey, onWheel };
}
