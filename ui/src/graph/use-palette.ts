// The colours for a canvas, read anew when the page's theme or the system's changes.
import { useEffect, useState } from "preact/hooks";
import { type Palette, readPalette } from "./palette.js";

export function usePalette(): Palette {
  const [palette, setPalette] = useState(readPalette);
  useEffect(() => onThemeChange(() => setPalette(readPalette())), []);
  return palette;
}

/** Calls back with each change of the colours, until what it returns is called. */
export function onThemeChange(changed: () => void): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  addEventListener("themechange", changed);
  dark.addEventListener("change", changed);
  return () => {
    removeEventListener("themechange", changed);
    dark.removeEventListener("change", changed);
  };
}
