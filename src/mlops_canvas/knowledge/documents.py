"""The shapes of documents that others ask for: what each point asks, and where the canvas answers it."""

from typing import Any

from pydantic import Field

from mlops_canvas.knowledge.sourced import Sourced
from mlops_canvas.shape import Many, PracticeId, Shape, Slug, Text


class Part(Shape):
    """One thing that a point asks. Any one of its fields and practices answers it; without any, the canvas cannot.

    Each field and practice answers one part of a document, so that filling it fills one blank.
    """

    asks: Text
    fields: Many[Text] = ()
    practices: Many[PracticeId] = ()
    only_if: Any = None  # a condition; where it is false, the part is not asked


class Item(Sourced):
    """One point of a document. `verdicts` are questions of `assess` shown beside it; they answer nothing."""

    id: Slug
    point: Text
    title: Text
    text: Text
    parts: tuple[Part, ...] = Field(min_length=1)
    verdicts: Many[Slug] = ()
    see: Many[Text] = ()


class Chapter(Shape):
    """Points under one heading."""

    title: Text
    points: tuple[Item, ...]


class Document(Sourced):
    """A document that others ask for, the duty of the law by which they do, and what to mind once it is written."""

    title: Text
    text: Text
    article: Slug | None = None
    duty: Slug | None = None
    chapters: tuple[Chapter, ...]
    after: Many[Text] = ()

    @property
    def points(self) -> tuple[Item, ...]:
        """The points of all chapters, in their order."""
        return tuple(point for chapter in self.chapters for point in chapter.points)
