// What is assumed of executors: how long a try takes, and how many there are.

import { durationFromMs } from "@bufbuild/protobuf/wkt";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Assumptions } from "./assumptions.js";

/** What the call takes: ten years, and what its field holds. */
const LONGEST_TRY_SECONDS = 315_360_000;
const MOST_SLOTS = 0xffff_ffff;

interface AssumptionsFormProps {
  readonly busy: boolean;
  readonly onRun: (assumptions: Assumptions) => void;
}

export function AssumptionsForm({ busy, onRun }: AssumptionsFormProps): JSX.Element {
  const [seconds, setSeconds] = useState("1");
  const [slots, setSlots] = useState("0");
  return (
    <form
      class="fields assumptions"
      onSubmit={(event) => {
        event.preventDefault();
        const defaultAssumption = { duration: durationFromMs(Math.round(Number(seconds) * 1_000)) };
        onRun({ defaultAssumption, slots: Number(slots) });
      }}
    >
      <label class="field">
        A try takes, in seconds
        <input
          type="number"
          min="0.001"
          max={LONGEST_TRY_SECONDS}
          step="any"
          required
          value={seconds}
          onInput={(event) => setSeconds(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        Tasks at once (0 = any number)
        <input
          type="number"
          min="0"
          max={MOST_SLOTS}
          step="1"
          required
          value={slots}
          onInput={(event) => setSlots(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="main" disabled={busy}>
        {busy ? "Simulating…" : "Simulate"}
      </button>
    </form>
  );
}
