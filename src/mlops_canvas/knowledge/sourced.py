"""The shapes that all parts of the knowledge share: what names its sources, is described, or is a number."""

from typing import Literal

from pydantic import Field

from mlops_canvas.shape import Many, Shape, Slug, Text


class Sourced(Shape):
    """An entry that names its sources."""

    sources: Many[Slug] = Field(min_length=1)


class Row(Sourced):
    """One statement of a source, or of those who asked for the tool, that some entry must reach."""

    text: Text
    place: Text | None = None


class Described(Sourced):
    """Anything that is explained by a title and a text."""

    title: Text
    text: Text
    rows: Many[Text] = ()


class Threshold(Sourced):
    """A number that decides, and why it is that number."""

    value: Text
    text: Text


class Asked(Described):
    """One of the questions that `assess` asks: what it answers, and its words of verdict."""

    verdicts: dict[Slug, Text] | None = None
    # Catalogues whose entries are answers too, beside the words above or in their stead.
    answers: Many[Literal["band", "level", "phase", "variant"]] = ()
    rules_of: Slug | None = None
