// What SimulateFlow is told of executors.
import type { Duration } from "@bufbuild/protobuf/wkt";

export interface Assumptions {
  readonly defaultAssumption: { readonly duration: Duration };
  /** How many tasks are worked on at once. 0 = any number. */
  readonly slots: number;
}
