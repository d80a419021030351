/** Which seeds a random test takes. */
export interface Seeds {
  readonly first: number;
  readonly count: number;
}

/**
 * The same ones at each run, `usual` of them, so that a change is judged by what was there before it; `SEED=n` takes
 * that one alone, and whoever asks for a number of their own (`asked`, `GRAPHS=n`) gets others each time.
 */
export function chosenSeeds(usual: number, asked = process.env["GRAPHS"]): Seeds {
  const { SEED } = process.env;
  if (SEED !== undefined) return { first: Number(SEED), count: 1 };
  return asked === undefined ? { first: 1, count: usual } : { first: Date.now() % 1_000_000_000, count: Number(asked) };
}
