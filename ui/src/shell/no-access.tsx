// Instead of a page of a namespace that the caller may not look at: where it may, or what it lacks.
import type { JSX } from "preact";
import type { Access } from "../engine/access.js";
import { Link } from "./links.js";
import type { Route } from "./route.js";

interface NoAccessProps {
  readonly route: Route;
  readonly access: Access;
}

export function NoAccess({ route, access: { principal, byToken, readable } }: NoAccessProps): JSX.Element {
  const page = route.page === "flow" ? "flows" : route.page;
  return (
    <section aria-label="No access">
      <div class="page-head">
        <h1>Not for this caller</h1>
      </div>
      <p class="note note-bad">
        {principal === "" ? "The caller" : principal} may not look at namespace{" "}
        <code>{route.namespace || "default"}</code>: it lacks <code>read</code> there.
      </p>
      {readable.length === 0 ? (
        <p>{byToken ? "Enter another token, or ask" : "Ask"} whoever runs the server to grant it.</p>
      ) : (
        <>
          <p>It may look at:</p>
          <ul>
            {readable.map((namespace) => (
              <li key={namespace}>
                <Link to={{ page, namespace }}>{namespace}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
