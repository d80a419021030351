"""What a flow file that is not right is refused with."""

from __future__ import annotations


class FlowFileError(ValueError):
    """The first fault of a flow file: `problem` at `line` and `column` (from 1, in code points), at `path` in the
    definition (empty for the file as a whole).
    """

    def __init__(self, problem: str, line: int, column: int, path: str = "", file_name: str | None = None) -> None:
        where = f"{file_name or 'flow file'}:{line}:{column}: "
        super().__init__(where + (f"{path}: " if path else "") + problem)
        self.problem = problem
        self.line = line
        self.column = column
        self.path = path
        self.file_name = file_name
