// A watch that goes on: opened again where it breaks, with growing pauses, and after its end, until it cannot be had.
import { type CallError, callErrorOf, isFinal } from "./call-error.js";
import { FIRST_PAUSE_MS, longerPause, type Pause, pauseFor } from "./pause.js";

/** How a watch stands: `connecting` first, then `live`; `lost` until it is back; `over` at rest, `refused` for good. */
export type WatchState = "connecting" | "live" | "lost" | "over" | "refused";

export interface Follow<Frame> {
  /** Opens the stream from where the last one came to. After its end it first waits until there is more to tell. */
  readonly open: (signal: AbortSignal) => AsyncIterable<Frame>;
  readonly onFrame: (frame: Frame) => void;
  readonly onState: (state: WatchState, error?: CallError) => void;
  /** Forgets where the last stream came to: its history is gone. */
  readonly onCompacted: () => void;
  /** True = a stream that ends well has come to its end; else it was broken off. */
  readonly ends: () => boolean;
  readonly signal: AbortSignal;
  readonly pause?: Pause;
}

/** Reasons for which the position of the watch is worth nothing any more. */
const COMPACTED = ["REVISION_COMPACTED", "REVISION_MISMATCH"];

/** Follows a stream until a refusal or the signal. Never throws. */
export async function follow<Frame>(options: Follow<Frame>): Promise<void> {
  const { onState, signal, pause = pauseFor } = options;
  let pauseMs = FIRST_PAUSE_MS;
  onState("connecting");
  while (!signal.aborted) {
    const attempt = await attemptOf(options);
    if (signal.aborted) return;
    if (attempt.error === undefined && options.ends()) {
      onState("over");
      pauseMs = FIRST_PAUSE_MS;
      continue;
    }
    if (attempt.error !== undefined && COMPACTED.includes(attempt.error.reason)) options.onCompacted();
    else if (attempt.error !== undefined && isFinal(attempt.error)) return onState("refused", attempt.error);
    onState("lost", attempt.error);
    pauseMs = attempt.frames > 0 ? FIRST_PAUSE_MS : longerPause(pauseMs);
    await pause(pauseMs, signal);
  }
}

async function attemptOf<Frame>(options: Follow<Frame>): Promise<{ frames: number; error?: CallError }> {
  let frames = 0;
  try {
    for await (const frame of options.open(options.signal)) {
      if (frames++ === 0) options.onState("live");
      options.onFrame(frame);
    }
    return { frames };
  } catch (error) {
    return { frames, error: callErrorOf(error) };
  }
}
