"""TaskFlow on LazyEngine: the engine `lazy`, its workers, and what they share with `lazyengine.controller`.

`taskflow.engines.load(flow, engine="lazy")` finds the engine by its entry point: nothing needs to be imported.
"""

from __future__ import annotations

try:
    import taskflow as _taskflow  # noqa: F401
except ImportError as _missing:
    raise ImportError("lazyengine.taskflow needs TaskFlow: pip install 'lazyengine[taskflow]'") from _missing
