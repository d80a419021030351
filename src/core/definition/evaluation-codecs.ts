/**
 * The canonical form of who is asked, and of scopes (rule M4). Field numbers and the order of names never change.
 */
import type { Evaluate, Phase } from "./definition.js";
import { type Codec, choice, flag, integer, list, record, text } from "./record-codec.js";
import { CONTROLLER_KINDS, type ScopeDefinition } from "./scope-definition.js";

const PHASES: readonly Phase[] = ["START", "END", "FAILURE", "OUTPUT"];

/** A set, in the order of the contract. */
const phases: Codec<readonly Phase[]> = {
  write: (out, named) =>
    list(choice(PHASES)).write(
      out,
      PHASES.filter((phase) => named.includes(phase)),
    ),
  read: (input) => list(choice(PHASES)).read(input),
};

export const evaluate = record<Evaluate>({
  queue: { number: 1, codec: text, standard: "" },
  phases: { number: 2, codec: phases, standard: [] },
});

export const scope = record<ScopeDefinition>({
  name: { number: 1, codec: text, standard: "" },
  parent: { number: 2, codec: text },
  controller: { number: 3, codec: text, standard: "" },
  kind: { number: 4, codec: choice(CONTROLLER_KINDS), standard: "ALWAYS_REVERT" },
  attempts: { number: 5, codec: integer, standard: 0 },
  revertAll: { number: 6, codec: flag, standard: false },
});
