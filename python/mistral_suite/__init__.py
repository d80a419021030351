"""Workflows of Mistral v2 on Mistral itself and on LazyEngine, compared."""
