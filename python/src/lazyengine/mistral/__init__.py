"""Mistral v2 workflows on LazyEngine: Mistral's own parser, expressions and actions, without its database and broker.

`lazyengine.mistral.library` runs workflows, `python -m lazyengine.mistral` does so from the shell; `compiler` makes
their definitions, and `runner` evaluates and does what they ask for.
"""

from __future__ import annotations

try:
    import mistral as _mistral  # noqa: F401
except ImportError as _missing:
    raise ImportError("lazyengine.mistral needs Mistral: pip install 'lazyengine[mistral]'") from _missing
