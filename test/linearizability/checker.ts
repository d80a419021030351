// Whether what callers saw of one object can be explained by its operations having happened one after the other, each at
// some moment between its call and its answer (Wing and Gong, "Testing and Verifying Concurrent Objects"). States that
// were reached by the same operations before are not looked at again.

export interface Operation<Deed> {
  readonly deed: Deed;
  /** When it was called, in the order of all that was seen. */
  readonly invoked: number;
  /** When it was answered; Infinity = never: it has happened at any time since, or has not and never will. */
  readonly answered: number;
}

/** What the object is after the deed; undefined = so it cannot have gone. States that are equal have the same key. */
export interface Model<State, Deed> {
  readonly initial: State;
  after(state: State, deed: Deed): State | undefined;
  key(state: State): string;
}

export function isLinearizable<State, Deed>(
  operations: readonly Operation<Deed>[],
  { initial, after, key }: Model<State, Deed>,
): boolean {
  const all = operations.toSorted((a, b) => a.invoked - b.invoked);
  const seen = new Set<string>();
  const goesOn = (done: bigint, state: State): boolean => {
    const position = `${done.toString(36)} ${key(state)}`;
    if (seen.has(position)) return false;
    seen.add(position);
    const open = all.flatMap((operation, index) => ((done >> BigInt(index)) & 1n ? [] : [{ operation, index }]));
    // Whatever happens next was called before any other was answered.
    const firstAnswer = open.reduce(
      (first, { operation }) => Math.min(first, operation.answered),
      Number.POSITIVE_INFINITY,
    );
    if (firstAnswer === Number.POSITIVE_INFINITY) return true;
    return open.some(({ operation, index }) => {
      if (operation.invoked > firstAnswer) return false;
      const next = after(state, operation.deed);
      return next !== undefined && goesOn(done | (1n << BigInt(index)), next);
    });
  };
  return goesOn(0n, initial);
}
