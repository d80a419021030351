// The page as a whole: the bar, and below it what the address names.
import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useReducer, useState } from "preact/hooks";
import { accessIn, NO_ACCESS } from "./engine/access.js";
import type { CallError } from "./engine/call-error.js";
import type { Engine } from "./engine/connection.js";
import { readToken } from "./engine/token.js";
import { useCaller } from "./engine/use-caller.js";
import type { Waits } from "./engine/waits.js";
import { FlowPage } from "./flow/flow-page.js";
import { FlowsPage } from "./flows/flows-page.js";
import { Header } from "./shell/header.js";
import { NoAccess } from "./shell/no-access.js";
import { PageContext } from "./shell/page-context.js";
import type { Route } from "./shell/route.js";
import { focusOnShortcut } from "./shell/shortcuts.js";
import { TokenDialog } from "./shell/token-dialog.js";
import { useRoute } from "./shell/use-route.js";
import { WaitNote } from "./shell/wait-note.js";
import { SimulatePage } from "./simulate/simulate-page.js";
import { WorkPage } from "./work/work-page.js";

interface AppProps {
  readonly engine: Engine;
  readonly waits: Waits;
}

export function App({ engine, waits }: AppProps): JSX.Element {
  const route = useRoute();
  const [asking, setAsking] = useState<string | undefined>(undefined);
  // Counts the tokens that were entered: with another one everything is read anew.
  const [entered, setEntered] = useState(0);
  const [doubts, doubt] = useReducer((count: number) => count + 1, 0);
  const onFailure = useCallback((error: CallError) => {
    if (error.code === "UNAUTHENTICATED") setAsking(error.message);
    // Either the caller may less than when it was asked for, or what it may is not known yet.
    if (error.code === "PERMISSION_DENIED") doubt(undefined);
  }, []);
  const caller = useCaller({ waits, entered, doubts, onFailure });
  const access = useMemo(
    () => (caller === undefined ? NO_ACCESS : accessIn(caller, route.namespace)),
    [caller, route.namespace],
  );
  const context = useMemo(
    () => ({ engine, namespace: route.namespace, access, waits, onFailure }),
    [engine, route.namespace, access, waits, onFailure],
  );
  useEffect(() => {
    addEventListener("keydown", focusOnShortcut);
    return () => removeEventListener("keydown", focusOnShortcut);
  }, []);
  // Whoever has gone elsewhere by what is there no more, such as a row, begins at the new content.
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById("content")?.focus({ preventScroll: true });
  }, [route.page, route.namespace, route.flowId]);
  useEffect(() => {
    document.title = `${titleOf(route)} · LazyEngine`;
  }, [route]);
  return (
    <PageContext.Provider value={context}>
      <Header route={route} access={access} hasToken={readToken() !== undefined} onToken={() => setAsking("")} />
      <main id="content" tabIndex={-1} key={entered}>
        {caller === undefined || access.verbs.has("read") ? (
          <Place route={route} />
        ) : (
          <NoAccess route={route} access={access} />
        )}
      </main>
      <WaitNote waits={waits} />
      {asking === undefined ? null : (
        <TokenDialog
          refusal={asking}
          onDone={(changed) => {
            setAsking(undefined);
            if (changed) setEntered(entered + 1);
          }}
        />
      )}
    </PageContext.Provider>
  );
}

function Place({ route }: { readonly route: Route }): JSX.Element {
  if (route.page === "flow") return <FlowPage key={`${route.namespace} ${route.flowId}`} route={route} />;
  if (route.page === "queues") return <WorkPage key={route.namespace} />;
  if (route.page === "simulate") return <SimulatePage key={route.namespace} />;
  return <FlowsPage route={route} />;
}

function titleOf(route: Route): string {
  return route.page === "flow" ? route.flowId : `${route.page.slice(0, 1).toUpperCase()}${route.page.slice(1)}`;
}
