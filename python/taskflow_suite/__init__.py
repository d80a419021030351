"""TaskFlow's own tests of engines, from its PyPI package and unmodified, on the engine `lazy`."""
