"""A place in a text file, as findings, errors and positions speak of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where something stands: lines and columns count code points from 1, the end is exclusive.

    `path` is POSIX and relative to the working directory where that is possible.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
