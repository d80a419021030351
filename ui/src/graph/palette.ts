// The colours that a canvas draws with: those of the styles, read anew when the theme changes.
import type { Tone } from "../states/task-states.js";

export interface ToneColours {
  readonly area: string;
  readonly text: string;
  readonly soft: string;
}

export interface Palette {
  readonly tones: Readonly<Record<Tone, ToneColours>>;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly field: string;
  readonly panel: string;
  readonly accent: string;
}

const TONES: readonly Tone[] = ["idle", "waiting", "active", "good", "bad", "dropped", "undone"];

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const tones = TONES.map((tone) => [
    tone,
    { area: read(tone), text: read(`${tone}-text`), soft: read(`${tone}-soft`) },
  ]);
  return {
    tones: Object.fromEntries(tones) as Record<Tone, ToneColours>,
    ...{ text: read("text"), quiet: read("quiet"), line: read("line"), field: read("field") },
    ...{ panel: read("panel"), accent: read("accent") },
  };
}
