"""Runs one of TaskFlow's examples as it stands, its engines exchanged for `lazy`: `run_example.py simple_linear`."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

import taskflow
from taskflow.engines import helpers

EXAMPLES = Path(taskflow.__file__).parent / "examples"
_OWN_KINDS = ("default", "serial", "parallel")


def main() -> None:
    """The example finds the modules that stand beside it, as when it is started."""
    example = EXAMPLES / f"{sys.argv[1]}.py"
    own = helpers._extract_engine

    def exchanged(engine: Any, **options: Any) -> tuple[str, dict[str, Any]]:
        kind, given = own(engine, **options)
        if kind in _OWN_KINDS:
            return "lazy", {**given, **({"executor": "threads"} if kind == "parallel" else {})}
        return kind, given

    helpers._extract_engine = exchanged
    sys.path.insert(0, str(EXAMPLES))
    sys.argv = [str(example)]
    runpy.run_path(str(example), run_name="__main__")


if __name__ == "__main__":
    main()
