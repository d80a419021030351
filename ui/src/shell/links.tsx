// Links within the page.
import type { ComponentChildren, JSX } from "preact";
import { formatRoute, type Route } from "./route.js";

interface LinkProps {
  readonly to: Partial<Route> & { readonly page: Route["page"] };
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly title?: string;
  readonly current?: boolean;
}

export function Link({ to, children, current, ...rest }: LinkProps): JSX.Element {
  return (
    <a href={formatRoute(to)} {...(current ? { "aria-current": "page" as const } : {})} {...rest}>
      {children}
    </a>
  );
}
