// A name with what is known by it; nothing where nothing is.
import type { ComponentChildren, JSX } from "preact";

interface FactProps {
  readonly name: string;
  readonly children: ComponentChildren;
}

export function Fact({ name, children }: FactProps): JSX.Element | null {
  if (children === "" || children === undefined || children === null) return null;
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
