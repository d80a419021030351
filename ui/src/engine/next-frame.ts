// The next frame of the screen, or a second later where the page is hidden and has no frames.

const HIDDEN_PAUSE_MS = 1_000;

export function nextFrame(run: () => void): void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    run();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, HIDDEN_PAUSE_MS);
}
