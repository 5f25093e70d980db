"""The pictures of people lying on their back: world x = their left, y = towards the head, z = up, the floor at 0."""

import numpy as np

from content.figures import anatomy
from content.figures.anatomy import POINTS, surface
from content.figures.body import Array, Pose, Posed, posed, turn, vec
from content.figures.labels import Mark, arrow
from content.figures.limbs import Grasp, Step, reach, step_on
from content.figures.paint import shirt, shorts
from content.figures.picture import Build, Marks
from content.figures.scene import Camera, Point, Stage, Thing, add, open_stage
from content.figures.skin import Dressed, add_body
from content.figures.tools import Hook, back_knobber, cushion, mat, pillow, tennis, thera_cane

BACK = turn("x", -90)
UP = np.array([0.0, 0.0, 0.089])
"""From the middle of the body to the floor under its back."""

CLOTHES = (shorts(), shirt(0.105))
FLAT = Step((-0.145, -0.45, 0.075), (-0.135, -0.30, 0.44), (-0.05, -1, 0))
"""The other leg: knee bent, foot flat."""
FALLEN = Step((0.19, -0.43, 0.06), (0.44, -0.22, 0.20), (-0.1, -1, -0.05), (0.75, 0, 0.65))
"""This leg: knee fallen out onto a cushion."""
MAT = mat((-0.42, -0.78), (0.42, 0.92))
PILLOW = pillow((0, 0.72, 0.035))

HEAD_UP: Pose = {"neck01": turn("x", 12), "head": turn("x", 6)}


def lie(pose: Pose, left: Step = FALLEN, right: Step = FLAT) -> Pose:
    bent = step_on({**HEAD_UP, **pose}, "L", left, BACK, UP)
    return step_on(bent, "R", right, BACK, UP)


def grip(pose: Pose, side: str, at: Array, along: Array, palm: Point, elbow: Point, **more: float) -> Pose:
    grasp = Grasp(at, along, np.array(palm, float), np.array(elbow, float), **more)
    return reach(pose, side, grasp, BACK, UP)


def lain(pose: Pose) -> Posed:
    x, y, z = UP
    return posed(pose).placed(BACK, (float(x), float(y), float(z)))


def spot(number: int) -> Array:
    """Where the point is on someone lying on their back."""
    return np.asarray(BACK.apply(surface(*POINTS[number])) + UP)


def cane() -> Hook:
    knob = spot(1) + vec(0, 0, 0.008)
    return thera_cane(knob, (-0.92, 0.26, 0.20), (0.22, 0.0, 1.0), past=30)


def cane_pose(hook: Hook) -> Pose:
    along = hook.hold[-1] - hook.hold[0]
    along = along / np.linalg.norm(along)
    pose = lie({})
    pose = grip(pose, "L", hook.hold[9], along, (0, -0.3, -1), (0.34, 0.20, 0.06))
    return grip(pose, "R", hook.hold[34], -along, (0, -0.3, -1), (-0.40, 0.22, 0.06))


def room(width: int, height: int, samples: int, camera: Camera) -> None:
    open_stage(Stage(width, height, samples, camera, sun=(1.9, -1.2, 2.6), ground_level=-0.02))


def setting() -> tuple[Thing, ...]:
    return (
        MAT,
        PILLOW,
        cushion((0.40, -0.20, 0.062), (0.15, 0.13, 0.062)),
    )


SIDE_VIEW = Camera((2.6, -0.34, 2.3), (0.02, 0.09, 0.03), lens=25.5)


HEAD_VIEW = Camera((2.1, 1.35, 2.0), (0.06, 0.12, 0.06), lens=24.5)


def cane_lying(width: int, height: int, samples: int) -> Marks:
    room(width, height, samples, SIDE_VIEW)
    hook = cane()
    add_body(Dressed(lain(cane_pose(hook)), (), CLOTHES, press=((hook.knob, 0.03),), floor=0.0))
    for thing in (*setting(), *hook.things):
        add(thing)
    return (_lever(hook.hold[-1]),)


def _lever(end: Array) -> Mark:
    """The handle eases outwards, to the sore side, and down towards the floor."""
    way = ((0.05, 0, 0.04), (0.17, 0.01, 0.05), (0.29, 0.02, -0.02), (0.36, 0.02, -0.14))
    return arrow(*(end + vec(*step) for step in way))


def underneath(width: int, height: int, samples: int, body: Posed, things: tuple[Thing, ...], number: int) -> Marks:
    """Seen from below, as if the floor were glass: the knob on the spot."""
    x, y, _ = (float(value) for value in spot(number))
    camera = Camera((x, y + 0.55, -2.4), (x + 0.02, y - 0.04, 0.05), 0.44)
    open_stage(Stage(width, height, samples, camera, floor=False, sun=(1.3, 1.3, -2.2)))
    add_body(Dressed(body, (anatomy.crest(),), CLOTHES, floor=0.0))
    for thing in things:
        add(thing)
    return ()


def cane_under(width: int, height: int, samples: int) -> Marks:
    hook = cane()
    return underneath(width, height, samples, lain(cane_pose(hook)), hook.things, 1)


COVER_VIEW = Camera((2.6, -0.34, 1.75), (0.02, 0.09, 0.13), lens=31)


def cover(width: int, height: int, samples: int) -> Marks:
    room(width, height, samples, COVER_VIEW)
    hook = cane()
    add_body(Dressed(lain(cane_pose(hook)), (), CLOTHES, press=((hook.knob, 0.03),), floor=0.0))
    for thing in (*setting(), *hook.things):
        add(thing)
    return ()


def cover_ghost(width: int, height: int, samples: int) -> Marks:
    return ghost(*cane().bow, camera=COVER_VIEW)(width, height, samples)


def ghost(*things: Thing, camera: Camera = SIDE_VIEW) -> Build:
    def build(width: int, height: int, samples: int) -> Marks:
        open_stage(Stage(width, height, samples, camera, bare=True))
        for thing in things:
            add(thing)
        return ()

    return build


def cane_ghost(width: int, height: int, samples: int) -> Marks:
    return ghost(*cane().bow)(width, height, samples)


def side_cane() -> Hook:
    """For the front spot the hook comes round the outside of the hip, and the knob presses inwards."""
    knob = spot(3) + vec(0.016, 0, 0)
    return thera_cane(knob, (-1, 0.10, 0.10), (0.05, 0.62, 0.78), past=8)


def side_cane_pose(hook: Hook) -> Pose:
    along = hook.hold[-1] - hook.hold[0]
    along = along / np.linalg.norm(along)
    pose = lie({})
    pose = grip(pose, "L", hook.hold[12], along, (0, -0.3, -1), (0.38, 0.34, 0.06))
    return grip(pose, "R", hook.hold[34], -along, (0, -0.3, -1), (-0.40, 0.24, 0.06))


def _side_cane_scene() -> Hook:
    hook = side_cane()
    add_body(Dressed(lain(side_cane_pose(hook)), (anatomy.crest(),), CLOTHES, press=((hook.knob, 0.024),), floor=0.0))
    for thing in (*setting(), *hook.things):
        add(thing)
    return hook


def cane_side(width: int, height: int, samples: int) -> Marks:
    room(width, height, samples, SIDE_VIEW)
    end = _side_cane_scene().hold[-1]
    return (arrow(end + vec(-0.03, 0, 0.05), end + vec(-0.14, 0, 0.05), end + vec(-0.30, 0, 0.05)),)


def cane_side_near(width: int, height: int, samples: int) -> Marks:
    x, y, z = (float(value) for value in spot(3))
    room(width, height, samples, Camera((x + 1.3, y - 0.5, z + 1.2), (x - 0.02, y + 0.03, z), lens=12))
    _side_cane_scene()
    return ()


# --- the Back Knobber ------------------------------------------------------------------------------------------------


def knobber() -> Hook:
    return back_knobber(spot(1) + vec(0, 0, 0.012), (-0.95, 0.20, 0.10), (0.16, 0.0, 1.0))


def knobber_pose(hook: Hook) -> Pose:
    left, right = hook.hold[-6], hook.hold[-27]
    pose = lie({})
    pose = grip(pose, "L", left, hook.hold[-4] - hook.hold[-8], (0, -0.9, 0.3), (0.36, 0.22, 0.08))
    return grip(pose, "R", right, hook.hold[-29] - hook.hold[-25], (0.6, -0.7, 0), (-0.38, 0.24, 0.08))


def knobber_lying(width: int, height: int, samples: int) -> Marks:
    room(width, height, samples, HEAD_VIEW)
    hook = knobber()
    add_body(Dressed(lain(knobber_pose(hook)), (), CLOTHES, press=((hook.knob, 0.03),), floor=0.0))
    for thing in (*setting(), *hook.things):
        add(thing)
    top = hook.hold[-10] + vec(0, 0.06, 0.05)
    return (arrow(top, top + vec(0, 0, 0.08), top + vec(0, 0, 0.18)),)


def knobber_ghost(width: int, height: int, samples: int) -> Marks:
    return ghost(*knobber().bow, camera=HEAD_VIEW)(width, height, samples)


def knobber_under(width: int, height: int, samples: int) -> Marks:
    hook = knobber()
    return underneath(width, height, samples, lain(knobber_pose(hook)), hook.things, 1)


def side_knobber() -> Hook:
    """For the front spot one curve comes round the outside of the hip, its knob turned in."""
    return back_knobber(spot(3) + vec(0.016, 0, 0), (-1, 0.10, 0.12), (0.05, 0.55, 0.84))


def _side_knobber_scene() -> Hook:
    hook = side_knobber()
    pose = lie({})
    pose = grip(pose, "L", hook.hold[-14], hook.hold[-12] - hook.hold[-16], (0, -0.8, -0.5), (0.37, 0.34, 0.07))
    pose = grip(pose, "R", hook.hold[-32], hook.hold[-34] - hook.hold[-30], (0.5, -0.8, 0), (-0.38, 0.30, 0.08))
    add_body(Dressed(lain(pose), (anatomy.crest(),), CLOTHES, press=((hook.knob, 0.024),), floor=0.0))
    for thing in (*setting(), *hook.things):
        add(thing)
    return hook


def knobber_side(width: int, height: int, samples: int) -> Marks:
    room(width, height, samples, SIDE_VIEW)
    top = _side_knobber_scene().hold[-22] + vec(-0.02, 0, 0.06)
    return (arrow(top, top + vec(-0.11, 0, 0), top + vec(-0.27, 0, 0)),)


def knobber_side_near(width: int, height: int, samples: int) -> Marks:
    x, y, z = (float(value) for value in spot(3))
    room(width, height, samples, Camera((x + 1.3, y - 0.5, z + 1.2), (x - 0.02, y + 0.03, z), lens=12))
    _side_knobber_scene()
    return ()


# --- the ball on the floor -------------------------------------------------------------------------------------------


def _ball() -> Array:
    x, y, _ = spot(1)
    return np.array((x, y, 0.034))


def _at_ease() -> Pose:
    """The arms beside the body."""
    pose = lie({})
    for side, sign in (("L", 1), ("R", -1)):
        flat = Grasp(
            np.array((sign * 0.36, 0.02, 0.004)),
            None,
            np.array((0.0, 0, -1)),
            np.array((sign * 0.36, 0.24, 0.05)),
            curl=12,
            thumb=6,
            thickness=0.0,
            fingers=np.array((sign * 0.1, -1.0, 0)),
        )
        pose = reach(pose, side, flat, BACK, UP)
    return pose


def ball_floor(width: int, height: int, samples: int) -> Marks:
    room(width, height, samples, SIDE_VIEW)
    add_body(Dressed(lain(_at_ease()), (), CLOTHES, press=((_ball(), 0.036),), floor=0.0))
    for thing in setting():
        add(thing)
    add(tennis(_ball()))
    hip = spot(1) + vec(0, 0, 0.46)
    return (arrow(hip, hip - vec(0, 0, 0.12), hip - vec(0, 0, 0.25)),)


def ball_floor_ghost(width: int, height: int, samples: int) -> Marks:
    return ghost(tennis(_ball()))(width, height, samples)


def ball_under(width: int, height: int, samples: int) -> Marks:
    return underneath(width, height, samples, lain(_at_ease()), (tennis(_ball()),), 1)
