/**
 * Lines of the table, from the figures of the rounds.
 */
import { ratioOf, spreadOf } from "./figures.mjs";

/** One figure; with `anchors`, the figures of the same rounds that it is put in a ratio to, which `against` names. */
export function line({ row, figure, unit, values, against, anchors, goal }) {
  return {
    row,
    figure,
    unit,
    spread: spreadOf(values),
    rounds: values,
    ...(anchors !== undefined && { against, ratio: ratioOf(values, anchors) }),
    ...(goal !== undefined && { goal }),
  };
}

/** Goals of the ratio. */
export const ratioAtMost = (atMost) => ({ of: "ratio", atMost, text: `≤ ${atMost} ×` });
export const ratioAtLeast = (atLeast) => ({ of: "ratio", atLeast, text: `≥ ${atLeast} ×` });

/** Goals of the figure itself. */
export const atMost = (value, unit) => ({ of: "figure", atMost: value, text: `≤ ${value} ${unit}` });
export const atLeast = (value, unit) => ({ of: "figure", atLeast: value, text: `≥ ${value} ${unit}` });

/** One figure of all rounds. */
export function each(rounds, figure) {
  return rounds.map((round) => round[figure]);
}

/**
 * One line for each anchor: the figure against the anchor's, or that the anchor is missing. `goals` and `labels` are by
 * the anchor's name; what was not asked for has no line.
 */
export function anchorLines({ row, figure, unit, values, stage, figures, goals, labels }) {
  return Object.entries(goals).flatMap(([name, goal]) => {
    const anchor = stage.anchors[name];
    if (anchor === undefined) return [];
    const against = labels[name];
    const about = { row, figure, unit, values, against, goal };
    if (anchor.missing !== undefined) return [{ ...line(about), against, missing: anchor.missing }];
    const anchors = each(figures[name], "perSecond");
    return [line({ row: `${row}: ${against}`, figure, unit, values: anchors }), line({ ...about, anchors })];
  });
}
