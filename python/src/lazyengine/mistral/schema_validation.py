"""Mistral's schemas, applied without being checked themselves each time.

Mistral validates each part of a text by jsonschema's `validate`, which first checks the schema: that takes most of a
second for each task. Its schemas are part of its release, and right.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import jsonschema
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from mistral.lang import base


def trust_schemas() -> None:
    """Has Mistral's parser take its own schemas for right, in this process, from now on; again it does no harm."""
    base.jsonschema = SimpleNamespace(validate=_validate, ValidationError=jsonschema.ValidationError)


def _validate(instance: Any, schema: Any) -> None:
    """As jsonschema does it. Raises ValidationError for what does not fit."""
    error = best_match(validator_for(schema)(schema).iter_errors(instance))
    if error is not None:
        raise error
