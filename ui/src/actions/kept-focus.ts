// Keeps the keyboard's place among buttons that come and go: where the focused one is taken away, their group has the focus,
// not the page as a whole, so that the next Tab goes on from there.
import { useLayoutEffect, useRef } from "preact/hooks";

/** For the element that holds the buttons. */
export function useKeptFocus() {
  const group = useRef<HTMLDivElement>(null);
  const within = useRef(false);
  useLayoutEffect(() => {
    if (within.current && document.activeElement === document.body) group.current?.focus({ preventScroll: true });
  });
  return {
    ref: group,
    tabIndex: -1,
    onFocusIn: () => {
      within.current = true;
    },
    onFocusOut: (event: FocusEvent) => {
      const { target } = event;
      // A dialog that closes gives the focus back to its button, which may be gone by then.
      if (!(target instanceof Element) || target.closest("dialog") !== null) return;
      // What is left for another place, or by a click beside it, is still there afterwards.
      queueMicrotask(() => {
        if (target.isConnected && !group.current?.contains(document.activeElement)) within.current = false;
      });
    },
  };
}
