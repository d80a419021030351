"""Mistral's service on LazyEngine: its own API, message broker and database, with LazyEngine in place of its engine.

`engine.LazyEngineEngine` is the engine that Mistral's `EngineServer` serves; `projector.Projector` writes what becomes
of executions into Mistral's database, where its API reads them. `python -m lazyengine.mistral service` runs both.
"""
