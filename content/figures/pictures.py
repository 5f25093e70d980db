"""The pictures, in the order of need."""

from dataclasses import dataclass
from functools import partial

from content.figures import hooked, lying, maps, sideways, sitting, stretches, upright
from content.figures.arrangement import Arrange, afar, near, through
from content.figures.labels import Mark
from content.figures.picture import Build, Loop, Picture, View
from content.figures.scene import Stage

WHOLE = (0, 0, 1080, 1080)
CROSSED_OUT = (Mark("never", ((150, 150),), size=0.20),)


def halves(left: Build, right: Build, height: int = 1080) -> tuple[View, View]:
    return View("a", (0, 0, 537, height), left), View("b", (543, 0, 537, height), right)


def one(name: str, arrange: Arrange, stage: Stage, *extra: Mark) -> Picture:
    return Picture(name, (View("whole", WHOLE, afar(arrange, stage)),), extra=extra)


@dataclass(frozen=True)
class Setup:
    """A set-up: a picture of the whole, with a round close-up in a corner, and the close-up by itself. `veil`: how
    clearly what the body hides shines through, 0 not at all. `around`: whether the close-up has what one lies on."""

    name: str
    arrange: Arrange
    stage: Stage
    close: Stage
    corner: tuple[int, int]
    veil: float = 0.0
    around: bool = True
    inset: int = 390

    def pictures(self) -> tuple[Picture, Picture]:
        hidden = through(self.arrange, self.stage) if self.veil else None
        close = near(self.arrange, self.close, around=self.around)
        whole = View("whole", WHOLE, afar(self.arrange, self.stage), hidden, self.veil)
        inset = View("near", (*self.corner, self.inset, self.inset), close, round=True)
        return (
            Picture(f"setup-{self.name}", (whole, inset)),
            Picture(f"near-{self.name}", (View("whole", (0, 0, 640, 640), close),), size=(640, 640)),
        )


LOW_RIGHT, LOW_LEFT, HIGH_LEFT, HIGH_RIGHT = (660, 660), (40, 650), (40, 60), (690, 20)

SETUPS = (
    *(
        Setup(
            f"thera-cane-lying{which}",
            partial(hooked.cane, number),
            lying.room(lying.SIDE_VIEW),
            lying.underneath(number),
            LOW_RIGHT,
            0.55,
            around=False,
        )
        for number, which in ((1, ""), (2, "-middle"))
    ),
    Setup("thera-cane-side", lambda: hooked.cane(3), lying.room(lying.SIDE_VIEW), lying.outside(3), LOW_RIGHT),
    *(
        Setup(
            f"back-knobber-lying{which}",
            partial(hooked.knobber, number),
            lying.room(lying.HEAD_VIEW),
            lying.underneath(number),
            (262, 690),
            0.55,
            around=False,
            inset=370,
        )
        for number, which in ((1, ""), (2, "-middle"))
    ),
    Setup("back-knobber-side", lambda: hooked.knobber(3), lying.room(lying.SIDE_VIEW), lying.outside(3), LOW_RIGHT),
    *(
        Setup(
            f"back-knobber-seated{which}",
            partial(sitting.knobber, number),
            sitting.room(sitting.FACING if number == 3 else sitting.AHEAD),
            sitting.knobber_close(number),
            HIGH_RIGHT,
        )
        for number, which in ((1, ""), (2, "-middle"), (3, "-front"))
    ),
    Setup("ball-wall", upright.wall_back, upright.WALL_STAGE, upright.wall_close(1), LOW_RIGHT, 0.75, around=False),
    Setup(
        "ball-wall-middle",
        upright.wall_middle,
        upright.WALL_STAGE,
        upright.wall_close(2),
        LOW_RIGHT,
        0.75,
        around=False,
    ),
    Setup(
        "ball-wall-front",
        upright.wall_front,
        upright.beside(upright.BESIDE_VIEW),
        upright.front_close(),
        LOW_LEFT,
        around=False,
    ),
    *(
        Setup(
            f"ball-seated{which}",
            partial(sitting.ball, number),
            sitting.room(sitting.CHAIR_VIEW),
            sitting.ball_close(number),
            HIGH_LEFT,
            around=False,
        )
        for number, which in ((1, ""), (2, "-middle"))
    ),
    Setup("ball-floor", lying.ball, lying.room(lying.SIDE_VIEW), lying.underneath(1), LOW_RIGHT, 0.55, around=False),
    Setup(
        "ball-floor-middle",
        lying.ball_rolled,
        lying.room(lying.SIDE_VIEW),
        lying.underneath(1),
        LOW_RIGHT,
        0.55,
        around=False,
    ),
    *(
        Setup(
            f"fingers-side-lying{which}",
            partial(sideways.fingers, number),
            sideways.room(sideways.FRONT_VIEW if number == 3 else sideways.VIEW),
            sideways.close(number),
            LOW_LEFT if number == 3 else LOW_RIGHT,
        )
        for number, which in ((1, ""), (2, "-middle"), (3, "-front"))
    ),
    *(
        Setup(
            f"fingers-seated{which}",
            partial(sitting.fingers, number),
            sitting.room(sitting.AHEAD if number == 3 else sitting.VIEW),
            sitting.close(number),
            HIGH_RIGHT if number == 3 else HIGH_LEFT,
        )
        for number, which in ((1, ""), (2, "-middle"), (3, "-front"))
    ),
)

MAPS = (
    Picture("points", halves(maps.points_back, maps.points_side)),
    Picture("where-it-hurts", halves(maps.hurts_back, maps.hurts_side, 1350), size=(1080, 1350), sided=False),
    *(
        Picture(f"referral-{point}", halves(maps.referral(number, 0), maps.referral(number, 92)))
        for number, point in enumerate(("gmed-back", "gmed-middle", "gmed-front"), start=1)
    ),
    Picture("no-go", halves(maps.no_go_back, maps.no_go_side), sided=False),
)

SLACK = Picture(
    "slack-lying",
    (
        View("a", (0, 0, 1080, 537), afar(lying.tight, lying.room(lying.HIP_VIEW))),
        View("b", (0, 543, 1080, 537), afar(lying.slack, lying.room(lying.HIP_VIEW))),
    ),
    extra=(Mark("never", ((130, 125),), size=0.16), Mark("tick", ((130, 668),), size=0.16)),
)
"""Above: the knee held in the air. Below: let go, on a cushion."""

STRETCHES = (
    one("back-stretch-lying", stretches.across, stretches.LYING),
    one("back-stretch-towel", stretches.with_towel, stretches.LYING),
    one("back-stretch-knee-to-chest", stretches.to_chest, stretches.LYING),
    one("back-stretch-seated", sitting.stretch, sitting.room(sitting.STRETCH_VIEW)),
    one("back-stretch-mistake", stretches.over_knee, stretches.LYING, *CROSSED_OUT),
    one("front-stretch-standing", stretches.pushed_out, stretches.BEHIND),
    one("front-stretch-side-lying", sideways.over_the_edge, sideways.room(sideways.LONG_VIEW, -0.45)),
    one("front-stretch-supported", sideways.supported, sideways.room(sideways.LONG_VIEW)),
    one("front-stretch-mistake", stretches.leaning, stretches.ASIDE, *CROSSED_OUT),
)

COVER_STAGE = lying.room(lying.COVER_VIEW)
COVERS = (
    Picture("avatar", (View("whole", (0, 0, 640, 640), maps.avatar),), size=(640, 640), sided=False),
    Picture(
        "cover",
        (
            View(
                "whole",
                (0, 0, 1280, 640),
                near(lambda: hooked.cane(1), COVER_STAGE),
                through(lambda: hooked.cane(1), COVER_STAGE),
            ),
        ),
        size=(1280, 640),
        sided=False,
    ),
)

PICTURES: tuple[Picture, ...] = (
    *MAPS,
    *(picture for setup in SETUPS for picture in setup.pictures()),
    SLACK,
    *STRETCHES,
    *COVERS,
)

LOOPS: tuple[Loop, ...] = (
    Loop("back-stretch-lying-loop", stretches.back_frame),
    Loop("front-stretch-standing-loop", stretches.front_frame),
)
