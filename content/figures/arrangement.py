"""What stands before a camera: a body and the things around it, seen from afar, from near, or through what hides it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from content.figures.labels import Mark
from content.figures.picture import Build, Marks
from content.figures.scene import Stage, Thing, add, open_stage
from content.figures.skin import Dressed, add_body


@dataclass(frozen=True)
class Arrangement:
    """`tool`: what presses or is held. `around`: what one lies, sits or leans on. `hidden`: what is to be seen through
    the body. `marks`: on the picture from afar."""

    dressed: Dressed
    tool: tuple[Thing, ...] = ()
    around: tuple[Thing, ...] = ()
    hidden: tuple[Thing, ...] = ()
    marks: tuple[Mark, ...] = ()


Arrange = Callable[[], Arrangement]
"""Posing takes seconds: done when the picture is rendered."""


def afar(arrange: Arrange, stage: Stage) -> Build:
    """All of it. Width, height and samples of the stage are those of the picture."""

    def build(width: int, height: int, samples: int) -> Marks:
        return _built(arrange(), replace(stage, width=width, height=height, samples=samples))

    return build


def near(arrange: Arrange, stage: Stage, *, around: bool = True) -> Build:
    """Close up, without marks. `around`: whether what one lies or leans on is there, which would hide the spot."""

    def build(width: int, height: int, samples: int) -> Marks:
        arranged = arrange()
        shown = arranged if around else replace(arranged, around=())
        _built(shown, replace(stage, width=width, height=height, samples=samples))
        return ()

    return build


def through(arrange: Arrange, stage: Stage) -> Build:
    """Only what the body hides, on an empty stage."""

    def build(width: int, height: int, samples: int) -> Marks:
        open_stage(replace(stage, width=width, height=height, samples=samples, bare=True))
        for thing in arrange().hidden:
            add(thing)
        return ()

    return build


def _built(arranged: Arrangement, stage: Stage) -> Marks:
    open_stage(stage)
    add_body(arranged.dressed)
    for thing in (*arranged.around, *arranged.tool):
        add(thing)
    return arranged.marks
