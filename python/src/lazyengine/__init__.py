"""Client and executor for LazyEngine."""
