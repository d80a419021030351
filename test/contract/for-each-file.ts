/**
 * What flow files say of tasks that run for each item of a list.
 */
export interface ForEachFile {
  readonly literal?: unknown;
  readonly expression?: string;
  readonly max_parallel?: number;
  readonly tolerated_failures?: number;
  readonly retry?: "failed_items" | "all_items";
}
