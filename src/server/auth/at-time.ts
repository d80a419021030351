/**
 * Does something at a moment, however far off it is.
 */

/** The longest that a timer of the runtime can wait. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** `moment` in milliseconds since the epoch; one that has passed comes at once. Gives what calls it off. */
export function atTime(moment: number, act: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = () => {
    const left = moment - Date.now();
    timer = setTimeout(left > TIMER_MAX_MS ? arm : act, Math.min(Math.max(left, 0), TIMER_MAX_MS));
    timer.unref();
  };
  arm();
  return () => clearTimeout(timer);
}
