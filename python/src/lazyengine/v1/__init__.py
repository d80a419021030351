"""Generated stubs of the contract lazyengine.v1; never edited."""
