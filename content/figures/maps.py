"""Maps of the standing body: where it hurts, the points, where each is felt, where no tool goes."""

import math

from content.figures import anatomy
from content.figures.anatomy import POINTS, Place, surface, zone_numbers
from content.figures.body import Pose, posed, turn
from content.figures.labels import DARK, ORANGE, Mark, Spot
from content.figures.paint import Layer, shirt, shorts
from content.figures.picture import Build, Marks
from content.figures.scene import Camera, Stage, open_stage
from content.figures.skin import Dressed, add_body

ARMS_AWAY: Pose = {
    "upperarm01.L": turn("y", -75),
    "upperarm01.R": turn("y", 75),
}


def around(degrees: float, height: float, far: float = 4) -> tuple[float, float, float]:
    """An eye at this place round the body: 0 behind it, 90 at its left."""
    return (far * math.sin(math.radians(degrees)), far * math.cos(math.radians(degrees)), height)


def beside(degrees: float) -> tuple[float, float, float]:
    """A lamp for an eye there."""
    x, y, _ = around(degrees - 38, 0, 2.4)
    return (x, y, 1.5)


def standing(
    width: int,
    height: int,
    samples: int,
    *,
    degrees: float,
    span: float,
    at: tuple[float, float],
    layers: tuple[Layer, ...],
) -> None:
    """Seen from this many degrees round from the back; `span` metres wide; `at`: to the right of the middle, height."""
    turned = math.radians(degrees)
    aside = (-math.cos(turned) * at[0], math.sin(turned) * at[0])
    eye = around(degrees, at[1] + 0.15)
    camera = Camera((eye[0] + aside[0], eye[1] + aside[1], eye[2]), (*aside, at[1]), span)
    open_stage(Stage(camera, width, height, samples, floor=False, sun=beside(degrees)))
    add_body(Dressed(posed(ARMS_AWAY), layers, (shorts(), shirt(0.245))))


DIMPLE = (21, 0.126)
FRONT_POINT = (132, 0.101)


def _points(width: int, height: int, samples: int, degrees: float, aside: float, shifts: dict[int, Spot]) -> Marks:
    layers = (*anatomy.muscle(), anatomy.crest())
    standing(width, height, samples, degrees=degrees, span=0.33, at=(aside, 0.085), layers=layers)
    spots = tuple(Mark("cross", (surface(*POINTS[n]),), size=0.06) for n in shifts)
    numbers = tuple(
        Mark("number", (surface(*POINTS[n]),), str(n), ORANGE, 0.085, shift=shift) for n, shift in shifts.items()
    )
    return (*numbers, *spots)


def points_back(width: int, height: int, samples: int) -> Marks:
    marks = _points(width, height, samples, 14, -0.055, {1: (0.0, 0.21), 2: (-0.03, 0.21)})
    return (*marks, Mark("ring", (surface(*DIMPLE),), ink=DARK, size=0.042))


def points_side(width: int, height: int, samples: int) -> Marks:
    marks = _points(width, height, samples, 98, 0.0, {2: (0.06, 0.22), 3: (-0.05, 0.22)})
    x, y, z = surface(81, 0.161)
    arrow = Mark("arrow", ((x, y, z + 0.07), (x, y, z)), ink=DARK, size=0.055)
    return (*marks, arrow, Mark("ring", (surface(*FRONT_POINT),), ink=DARK, size=0.042))


def _number(at: Place, zone: str, shift: Spot = (0.0, 0.0)) -> Mark:
    return Mark("number", (at,), str(zone_numbers()[zone]), DARK, 0.046, shift)


def _centre(zone: str, *, left: bool = True) -> Place:
    """Roughly the middle of a zone, on the skin."""
    x, y, z = anatomy.middles()[zone]
    return (x if left else -x, y, z)


def hurts_back(width: int, height: int, samples: int) -> Marks:
    places = anatomy.zones()
    standing(width, height, samples, degrees=0, span=0.42, at=(0, -0.11), layers=anatomy.zone_layers(places))
    return (
        _number(_centre("lowback-centre"), "lowback-centre"),
        _number(_centre("lowback-side"), "lowback-side"),
        _number(surface(42, 0.158, left=False), "beltline-back", (0.085, -0.01)),
        _number(_centre("dimple-si"), "dimple-si", (-0.13, 0.0)),
        _number(_centre("sacrum"), "sacrum"),
        _number(_centre("buttock-upper", left=False), "buttock-upper"),
        _number(_centre("buttock-mid"), "buttock-mid"),
        _number(_centre("buttock-lower", left=False), "buttock-lower"),
        _number(_centre("thigh-back-upper"), "thigh-back-upper"),
        _number((-0.16, 0.05, -0.495), "calf-shin"),
    )


def hurts_side(width: int, height: int, samples: int) -> Marks:
    places = anatomy.zones()
    standing(width, height, samples, degrees=130, span=0.42, at=(0, -0.11), layers=anatomy.zone_layers(places))
    shown = ("crest-side", "outer-hip", "front-hip", "thigh-outer-upper", "thigh-front", "knee", "groin")
    foot = (0.16, -0.05, -0.585)
    down = Mark("arrow", ((0.16, -0.05, -0.545), (0.16, -0.05, -0.615)), ink=DARK, size=0.035)
    return (*(_number(_centre(zone), zone) for zone in shown), down, _number(foot, "foot-toes", (0.055, 0.0)))


def referral(number: int, degrees: float) -> Build:
    def build(width: int, height: int, samples: int) -> Marks:
        layers = anatomy.referral(number)
        standing(width, height, samples, degrees=degrees, span=0.39, at=(0, 0.02), layers=layers)
        at = surface(*POINTS[number])
        return (Mark("cross", (at,), size=0.062),) if _faces(at, degrees) else ()

    return build


def _faces(at: Place, degrees: float) -> bool:
    away = (math.degrees(math.atan2(at[0], at[1])) - degrees + 180) % 360 - 180
    return abs(away) < 84


def no_go_back(width: int, height: int, samples: int) -> Marks:
    standing(width, height, samples, degrees=0, span=0.42, at=(0, 0.045), layers=anatomy.never())
    bad = ((0, 0.30), (0, 0.10), (30, -0.015), (-30, -0.015))
    marks = tuple(Mark("never", (surface(*place),), size=0.06) for place in bad)
    good = tuple(Mark("tick", (surface(62, 0.098, left=left),), size=0.06) for left in (True, False))
    return (*marks, *good)


def no_go_side(width: int, height: int, samples: int) -> Marks:
    standing(width, height, samples, degrees=118, span=0.42, at=(0, 0.045), layers=anatomy.never())
    bad = ((96, 0.016), (150, 0.010), (104, 0.146))
    marks = tuple(Mark("never", (surface(*place),), size=0.06) for place in bad)
    return (*marks, Mark("tick", (surface(96, 0.096),), size=0.06))


def avatar(width: int, height: int, samples: int) -> Marks:
    layers = (*anatomy.muscle(), anatomy.crest())
    standing(width, height, samples, degrees=52, span=0.40, at=(0.0, 0.045), layers=layers)
    return (Mark("cross", (surface(*POINTS[2]),), size=0.15),)
