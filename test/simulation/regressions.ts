/**
 * Seeds that once broke a promise, with what was wrong then. A seed tells the same story only as long as the generator
 * stays as it is: each fault has a test of its own beside it.
 */
export const REGRESSIONS: readonly { readonly seed: number; readonly fault: string }[] = [
  { seed: 1009, fault: "a sweep forgot a backlog that had taken the place of another" },
  { seed: 424308505, fault: "a session that expired took the claims of others in its flows with it" },
  { seed: 834116429, fault: "the repeat of a failed try named what a later try made ready in another segment" },
];
