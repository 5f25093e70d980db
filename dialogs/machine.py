"""The dialog as one table: read this file first.

Each row says: on this trigger, in these states, go there, if the guard allows, and then do that. The first row whose
guard allows wins. A destination of None stays where it is: buttons and timers stay valid. Any other destination is a
move (also to the same state): buttons and timers of before are stale from then on.

Triggers are the actions of buttons (the part before the colon), commands ('/stop'), what was read in a message
('flagged', 'place' ...), the clock ('tick', 'reminder'), and 'onward', which leads to the next thing still missing.
"""

from dataclasses import dataclass

from transitions import Machine

from dialogs import (
    answers,
    check,
    continuing,
    files,
    interruptions,
    late,
    noted,
    pages,
    places,
    progress,
    reminders,
    results,
    reviews,
    routine,
    screening,
    settings,
    soreness,
    timezone,
    wishes,
)
from dialogs.session import State
from dialogs.turn import Action, Guard

S = State
ANY = tuple(State)
PREPARING = (S.SCREENING, S.PICKING, S.RESCREEN, S.LOCATION, S.SIDE, S.INTENSITY, S.MATCH, S.FIND, S.TOOL, S.POSITION)
"""On the way to a routine: left for the menu, 'continue' comes back."""
BUSY = (S.ROUTINE, S.SECOND, S.PAUSED, S.SETTLE, S.AFTER)
"""A routine is under way."""
SAFE = tuple(state for state in State if state not in BUSY)
"""Nothing runs that was planned for what is known."""
PAGES = (S.SETTINGS, S.REMINDERS, S.ZONE, S.CITY, S.STRETCH_TIME, S.QUIET, S.DELETING)
PLANNED = (S.MATCH, S.FIND, S.TOOL, S.POSITION, S.ROUTINE, S.SECOND, S.PAUSED)
"""What happens here was chosen for what was known: a new caution chooses anew."""
RESTING = (S.HOME, S.REFER, S.UNMATCHED, S.SUMMARY, *PAGES)
CLOCKS = (S.ZONE, S.CITY, S.STRETCH_TIME, S.QUIET)
"""Pages behind that of the reminders."""
FREE = (S.HOME, S.UNMATCHED, S.SUMMARY, *PAGES)
"""Nothing is under way that a new session would break off."""
HURTING = (S.LOCATION, S.SIDE, S.INTENSITY, S.MATCH, S.UNMATCHED, S.FIND, S.TOOL)
"""A place said in words is taken as the answer to 'where does it hurt?'."""


@dataclass(frozen=True, slots=True)
class Row:
    trigger: str
    source: tuple[State, ...]
    dest: State | None = None
    guard: Guard | None = None
    action: Action | None = None


TABLE: tuple[Row, ...] = (
    # --- red flags first: from everywhere, in one step ---
    Row("flagged", ANY, S.REFER, action=screening.refer_read),
    Row("cautioned", PLANNED, S.MATCH, action=screening.replan),
    Row("cautioned", ANY, action=screening.note_told),
    Row("mistaken", ANY, action=noted.take_out),
    Row("doubtful", ANY, action=answers.doubt),
    Row("meant", ANY, S.REFER, screening.doubt_refers, screening.refer_doubt),
    Row("meant", PLANNED, S.MATCH, action=screening.replan),
    Row("meant", ANY, action=screening.note_told),
    Row("not-meant", (S.REFER,), guard=answers.doubted, action=answers.not_meant),
    Row("not-meant", (S.REFER,), S.SCREENING, pages.agreed, screening.take_back),
    Row("not-meant", (S.REFER,), S.CONSENT),
    Row("not-meant", ANY, action=answers.not_meant),
    Row("late", ANY, action=late.ask),
    Row("so", ANY, action=late.confirm),
    Row("not-so", ANY, action=late.deny),
    Row("late-sign", ANY, S.REFER, action=late.refer_sign),
    Row("late-unsure", ANY, S.REFER, action=late.refer_unsure),
    Row("late-yes", ANY, S.SCREENING, late.asks_all, late.ask_all),
    Row("late-yes", ANY, S.PICKING, action=late.reopen),
    # --- start and menu ---
    Row("agree", (S.CONSENT,), S.SCREENING, action=pages.agree),
    Row("/start", (S.CONSENT, S.FORGOTTEN), S.CONSENT),
    Row("/start", (S.REFER,), S.CONSENT, pages.not_agreed),
    Row("/start", BUSY, action=answers.still_running),
    Row("/start", PREPARING, S.HOME, action=pages.remember_place),
    Row("/start", RESTING, S.HOME),
    Row("home", (S.REFER,), S.CONSENT, pages.not_agreed),
    Row("home", RESTING, S.HOME),
    Row("new", (S.HOME, S.SUMMARY), S.RESCREEN, pages.screening_fresh, pages.new_session),
    Row("new", (S.HOME, S.SUMMARY), S.SCREENING, action=pages.new_screening),
    Row("same", (S.HOME,), S.RESCREEN, pages.screening_fresh, pages.same_as_last),
    Row("same", (S.HOME,), S.SCREENING, action=pages.same_screening),
    Row("continue", (S.HOME,), S.SCREENING, pages.too_old_to_resume, pages.new_screening),
    Row("continue", (S.HOME,), S.AFTER, pages.only_the_score_left),
    Row("continue", (S.HOME,), S.PAUSED, pages.unfinished),
    *(Row("continue", (S.HOME,), place, pages.returns_to(place), pages.forget_place) for place in PREPARING),
    # --- screening ---
    Row("none", (S.SCREENING,), S.SCREENING, screening.more_questions, screening.next_question),
    Row("none", (S.SCREENING,), action=screening.cleared),
    Row("yes", (S.SCREENING,), S.PICKING),
    Row("before", (S.SCREENING,), S.SCREENING, action=screening.question_before),
    Row("list", (S.PICKING,), S.SCREENING),
    Row("none-picked", (S.PICKING,), S.SCREENING, action=screening.none_picked),
    Row("pick", (S.PICKING,), S.REFER, screening.picks_one, screening.refer_picked),
    Row("pick", (S.PICKING,), action=screening.pick),
    Row("unpick", (S.PICKING,), action=screening.unpick),
    Row("picked", (S.PICKING,), S.REFER, screening.picked_referral, screening.refer_picked),
    Row("picked", (S.PICKING,), S.SCREENING, action=screening.note_gentle),
    Row("unsure", (S.PICKING,), S.REFER, action=screening.refer_unsure),
    Row("none", (S.RESCREEN,), action=screening.nothing_new),
    Row("yes", (S.RESCREEN,), S.SCREENING, action=screening.first_question),
    # --- onward: the first thing that is missing, or in the way ---
    Row("onward", ANY, S.SCREENING, places.place_asks, places.ask_again),
    Row("onward", ANY, S.REFER, places.place_raises, screening.refer_place),
    Row("onward", ANY, S.LOCATION, places.needs_place),
    Row("onward", ANY, S.UNMATCHED, places.misfit, places.no_match),
    Row("onward", ANY, S.SIDE, places.needs_side),
    Row("onward", ANY, S.INTENSITY, places.needs_pain),
    Row("onward", ANY, S.ROUTINE, places.wants_stretches, routine.start_stretches),
    Row("onward", ANY, S.POSITION, places.knows_spot, places.start_page),
    Row("onward", ANY, S.MATCH),
    # --- where, which side, how much ---
    Row("zone", (S.LOCATION,), action=places.add_place),
    Row("nozone", (S.LOCATION,), action=places.drop_place),
    Row("otherwise", (S.LOCATION,), action=places.forget_maybe),
    Row("placed", (S.LOCATION,), action=places.onward),
    Row("place", HURTING, S.LOCATION, action=places.read_place),
    Row("place", (S.HOME, S.SUMMARY), S.RESCREEN, pages.screening_fresh, pages.new_from_words),
    Row("place", (S.HOME, S.SUMMARY), S.SCREENING, action=pages.new_screening_from_words),
    Row("place", (S.SCREENING, S.PICKING, S.RESCREEN), action=places.note_place),
    Row("maybe", (S.HOME, S.SUMMARY), S.RESCREEN, pages.screening_fresh, pages.new_from_words),
    Row("maybe", (S.HOME, S.SUMMARY), S.SCREENING, action=pages.new_screening_from_words),
    Row("maybe", HURTING, S.LOCATION, action=places.read_maybe),
    Row("elsewhere", HURTING, S.UNMATCHED, action=places.read_elsewhere),
    Row("side", (S.SIDE,), S.SIDE, places.is_both, places.both_sides),
    Row("side", (S.SIDE,), action=places.one_side),
    Row("score", (S.INTENSITY,), action=places.pain_before),
    # --- match, press test, tool, set-up ---
    Row("other-places", (S.MATCH, S.UNMATCHED, S.SIDE, S.INTENSITY), S.LOCATION, action=places.other_places),
    Row("find", (S.MATCH,), S.FIND, places.pressing_allowed),
    Row("stretch", (S.MATCH,), S.RESCREEN, routine.outdated, routine.ask_anew),
    Row("stretch", (S.MATCH,), S.ROUTINE, places.stretches_possible, routine.start_stretches),
    Row("point", (S.FIND,), S.TOOL, action=places.choose_point),
    Row("no-point", (S.FIND,), S.UNMATCHED, action=places.no_point),
    Row("tool", (S.TOOL,), S.POSITION, action=places.choose_tool),
    Row("other-tool", (S.POSITION,), S.TOOL, places.not_running),
    Row("other-point", (S.TOOL, S.POSITION), S.FIND, places.not_running),
    Row("steps", (S.POSITION,), action=places.first_line),
    Row("next-line", (S.POSITION,), action=places.next_line),
    Row("card", (S.POSITION,), action=places.whole_card),
    Row("way", (S.POSITION,), S.POSITION, action=places.other_way),
    Row("tight", (S.POSITION,), action=answers.slack),
    Row("go", (S.POSITION,), S.RESCREEN, routine.outdated, routine.ask_anew),
    Row("go", (S.POSITION,), guard=routine.day_full, action=routine.say_day_full),
    Row("go", (S.POSITION,), S.ROUTINE, check.is_second, routine.start_second),
    Row("go", (S.POSITION,), S.ROUTINE, action=routine.start),
    # --- what was left hours ago is not taken up again ---
    *(
        Row(trigger, (S.PAUSED, S.SECOND, S.SETTLE), S.HOME, pages.too_old, results.too_late)
        for trigger in ("resume", "skip", "back", "second", "enough", "gone")
    ),
    # --- the routine runs by the clock ---
    Row("tick", (S.ROUTINE,), guard=routine.not_due, action=routine.keep_waiting),
    Row("tick", (S.ROUTINE,), S.PAUSED, routine.missed, routine.away),
    Row("tick", (S.ROUTINE,), S.AFTER, routine.last_step, results.finish),
    Row("tick", (S.ROUTINE,), S.ROUTINE, action=routine.tick),
    Row("unseen", (S.ROUTINE,), S.PAUSED, action=routine.unseen),
    Row("pause", (S.ROUTINE,), S.PAUSED, action=interruptions.pause),
    Row("skip", (S.ROUTINE, S.PAUSED), S.AFTER, routine.last_step, results.finish),
    Row("skip", (S.ROUTINE, S.PAUSED), S.ROUTINE, action=routine.next_step),
    Row("back", (S.ROUTINE, S.PAUSED), S.ROUTINE, action=interruptions.back),
    Row("more", (S.ROUTINE,), S.ROUTINE, interruptions.longer_possible, interruptions.longer),
    Row("more", (S.ROUTINE,), action=interruptions.no_longer),
    Row("ease", (S.ROUTINE, S.PAUSED), action=interruptions.ease),
    Row("resume", (S.PAUSED,), S.AFTER, interruptions.over, results.finish),
    Row("resume", (S.PAUSED,), S.ROUTINE, interruptions.was_away, interruptions.go_on),
    Row("resume", (S.PAUSED,), S.ROUTINE, action=interruptions.resume),
    # --- the check: ease, move on or stop by rule ---
    Row("score", (S.ROUTINE,), S.ROUTINE, check.too_strong, check.too_strong_now),
    Row("score", (S.ROUTINE,), S.SECOND, check.second_possible, check.say_check),
    Row("score", (S.ROUTINE,), S.ROUTINE, action=check.check_next),
    Row("second", (S.SECOND,), S.POSITION, action=check.choose_second),
    Row("enough", (S.SECOND,), S.ROUTINE, action=routine.next_step),
    Row("off", (S.ROUTINE, S.PAUSED, S.SECOND), S.SETTLE, action=results.off),
    Row("late-off", (S.ROUTINE,), S.PAUSED, interruptions.timed, interruptions.pause_for_sure),
    Row("late-off", ANY, action=answers.earlier),
    Row("gone", (S.SETTLE,), S.AFTER, action=results.settled),
    Row("still", ANY, S.REFER, action=screening.refer_settled_not),
    # --- after ---
    Row("score", (S.AFTER,), S.SUMMARY, action=results.pain_after),
    Row("no-score", (S.AFTER,), S.SUMMARY, action=results.no_score),
    # --- reminders: they come below whatever is there, and move nothing ---
    Row("reminder", ANY, action=reminders.come),
    Row("nudge", ANY, action=reminders.nudge),
    Row("begin", FREE, S.RESCREEN, pages.screening_fresh, reminders.begin),
    Row("begin", FREE, S.SCREENING, action=reminders.begin_screening),
    Row("begin", ANY, action=answers.stay),
    Row("snooze", ANY, action=reminders.snooze),
    Row("skip-day", ANY, action=reminders.skip_day),
    Row("turn-off", ANY, action=reminders.turn_off),
    Row("stood", ANY, action=answers.stay),
    Row("check-in", RESTING, action=soreness.ask),
    Row("sore", ANY, action=soreness.told_soreness),
    Row("bruise", ANY, S.REFER, soreness.is_urgent, soreness.refer),
    Row("bruise", ANY, action=soreness.told_bruise),
    Row("review", ANY, action=reviews.told),
    Row("remind", (S.SUMMARY,), S.ZONE, reminders.needs_zone, reminders.want),
    Row("remind", (S.SUMMARY,), action=reminders.turn_on),
    Row("switch", (S.REMINDERS,), S.ZONE, reminders.needs_zone, reminders.want),
    Row("switch", (S.REMINDERS,), S.STRETCH_TIME, reminders.needs_time),
    Row("switch", (S.REMINDERS,), S.REMINDERS, action=reminders.switch),
    Row("at", (S.STRETCH_TIME, S.REMINDERS), S.REMINDERS, action=reminders.stretch_daily),
    Row("time-zone", (S.REMINDERS, S.CITY), S.ZONE, action=reminders.ask_time),
    Row("clock", (S.ZONE,), guard=timezone.nowhere, action=timezone.say_nowhere),
    Row("clock", (S.ZONE,), S.REMINDERS, timezone.one_place, timezone.settle_place),
    Row("clock", (S.ZONE,), S.CITY, action=timezone.note_time),
    Row("city", (S.CITY,), S.REMINDERS, action=timezone.set_zone),
    Row("quiet", (S.REMINDERS,), S.QUIET),
    Row("quiet-from", (S.QUIET,), S.QUIET, action=reminders.quiet_from),
    Row("quiet-to", (S.QUIET,), S.QUIET, action=reminders.quiet_to),
    Row("ill", (S.REMINDERS,), S.REMINDERS, action=reminders.ill),
    Row("well", (S.REMINDERS,), S.REMINDERS, action=reminders.well),
    Row("wish", ANY, guard=pages.not_agreed, action=answers.nothing_kept),
    Row("wish", ANY, guard=wishes.sessions_barred, action=wishes.say_barred),
    Row("wish", FREE, S.ZONE, wishes.wishes_zone, wishes.want_wished),
    Row("wish", FREE, S.STRETCH_TIME, wishes.wishes_daily),
    Row("wish", ANY, guard=wishes.cannot_yet, action=wishes.say_later),
    Row("wish", ANY, action=wishes.wish),
    Row("no-reminders", ANY, action=reminders.all_off),
    Row("no-such-time", ANY, action=wishes.no_such_time),
    # --- stop, from everywhere ---
    Row("/stop", (S.ROUTINE, S.PAUSED, S.SECOND), S.HOME, action=results.stop),
    Row("/stop", (S.POSITION,), S.HOME, check.is_second, results.stop),
    Row("/stop", (S.SETTLE, S.AFTER), S.HOME, action=results.stop_after),
    Row("unwell", (S.ROUTINE, S.PAUSED, S.SECOND), S.HOME, action=results.stop_unwell),
    Row("unwell", ANY, action=answers.unwell),
    Row("crisis", (S.ROUTINE, S.PAUSED, S.SECOND), S.HOME, action=results.stop_crisis),
    Row("crisis", ANY, action=answers.crisis),
    Row("emergency", (S.ROUTINE, S.PAUSED, S.SECOND), S.HOME, action=results.stop_emergency),
    Row("emergency", ANY, action=answers.emergency),
    Row("dulled", (S.ROUTINE, S.PAUSED, S.SECOND), S.HOME, action=results.stop_dulled),
    Row("dulled", ANY, action=answers.dulled),
    Row("/stop", (S.CONSENT, S.FORGOTTEN, S.REFER), action=answers.nothing_runs),
    Row("/stop", PREPARING, S.HOME, action=pages.stop_preparing),
    Row("/stop", RESTING, S.HOME, action=answers.nothing_runs),
    Row("/pause", (S.ROUTINE,), S.PAUSED, interruptions.timed, interruptions.pause),
    Row("/pause", (S.PAUSED, S.REFER, S.SETTLE), action=answers.help_),
    Row("/pause", ANY, action=answers.nothing_to_pause),
    Row("upset", (S.ROUTINE,), S.PAUSED, interruptions.timed, interruptions.pause_upset),
    Row("upset", ANY, action=answers.upset),
    # --- questions and pages above the screen: nothing moves ---
    Row("why", ANY, action=answers.why),
    Row("menu", ANY, action=answers.menu),
    Row("/ask", ANY, action=answers.menu),
    Row("group", ANY, action=answers.group),
    Row("topic", (S.REFER,), guard=answers.asks_dose, action=answers.help_),
    Row("topic", (S.POSITION,), guard=answers.asks_slack, action=answers.slack),
    Row("topic", ANY, action=answers.topic),
    Row("close", ANY, action=answers.stay),
    Row("nearest", ANY, action=answers.offer_topics),
    Row("read", ANY, action=answers.read),
    Row("progress", ANY, action=progress.answer),
    Row("/progress", ANY, action=progress.answer),
    Row("privacy", (S.CONSENT,), action=answers.privacy),
    Row("/privacy", ANY, action=answers.privacy),
    Row("/data", ANY, guard=pages.not_agreed, action=answers.nothing_kept),
    Row("/data", ANY, action=files.kept),
    Row("noted", ANY, action=noted.show),
    Row("not-so-noted", ANY, action=noted.denied),
    Row("unnote", SAFE, S.SETTINGS, action=noted.remove),
    Row("file", ANY, action=files.ask),
    Row("file-failed", ANY, action=files.failed),
    Row("imported", ANY, guard=pages.not_agreed, action=files.agree_first),
    Row("imported", ANY, guard=files.under_way, action=files.finish_first),
    Row("imported", ANY, action=files.offer),
    Row("not-imported", ANY, action=files.refuse),
    Row("take", ANY, action=files.take),
    Row("taken", ANY, S.HOME),
    Row("leave", ANY, action=files.leave),
    Row("/sources", ANY, action=answers.sources),
    Row("/help", ANY, action=answers.help_),
    Row("time-left", (S.ROUTINE, S.PAUSED), action=answers.time_left),
    Row("may-go-on", ANY, action=continuing.answer),
    Row("normal", ANY, action=answers.normal),
    Row("which-side", (S.INTENSITY, *PLANNED, S.SETTLE, S.AFTER), action=answers.which_side),
    Row("which-side", ANY, action=answers.side_that_hurts),
    Row("other-side", (S.INTENSITY, S.MATCH, S.FIND, S.TOOL, S.POSITION), None, places.not_running, places.other_side),
    Row("other-side", ANY, action=answers.wrong_side),
    Row("side-meant", ANY, action=answers.which_side),
    Row("sound", ANY, action=answers.sound),
    Row("going-well", (S.ROUTINE,), guard=interruptions.timed, action=answers.going_well),
    Row("going-well", ANY, action=answers.help_),
    Row("which", ANY, action=answers.which),
    Row("numb", ANY, action=answers.numb),
    Row("thanks", ANY, action=answers.thanks),
    Row("hello", ANY, action=answers.hello),
    Row("no-answer", ANY, action=answers.no_answer),
    Row("unclear", ANY, action=answers.unclear),
    Row("attachment", ANY, action=answers.attachment),
    Row("flooded", ANY, action=answers.flooded),
    Row("edited", ANY, action=answers.edited),
    Row("unknown-command", ANY, action=answers.unknown_command),
    # --- side pages ---
    *(
        row
        for trigger, page in (("settings", S.SETTINGS), ("reminders", S.REMINDERS), ("delete", S.DELETING))
        for row in (
            Row(f"/{trigger}", (S.CONSENT, S.FORGOTTEN), action=answers.nothing_kept),
            Row(f"/{trigger}", (S.REFER,), guard=pages.not_agreed, action=answers.nothing_kept),
            Row(f"/{trigger}", (S.SETTLE,), action=answers.still_running),
            Row(f"/{trigger}", (S.ROUTINE,), page, interruptions.timed, interruptions.pause),
            Row(f"/{trigger}", PREPARING, page, action=pages.remember_place),
            Row(f"/{trigger}", ANY, page),
        )
    ),
    Row("settings", (S.HOME,), S.SETTINGS),
    Row("reminders", (S.HOME, *CLOCKS), S.REMINDERS),
    Row("language", (S.CONSENT, S.SETTINGS), action=settings.set_language),
    Row("hold", (S.SETTINGS,), action=settings.set_hold),
    Row("cues", (S.SETTINGS,), action=settings.set_cues),
    Row("countdown", (S.SETTINGS,), action=settings.set_countdown),
    Row("pictures", (S.SETTINGS,), action=settings.set_pictures),
    Row("stepwise", (S.SETTINGS,), action=settings.set_one_by_one),
    Row("answer-again", FREE, S.SCREENING, action=pages.answer_again),
    Row("answer-again", PREPARING, S.SCREENING, action=pages.check_again),
    Row("erase", (S.DELETING,), S.FORGOTTEN, action=pages.erase),
    # --- the world ---
    Row("unreachable", (S.ROUTINE,), S.PAUSED, interruptions.timed, pages.pause_silently),
    Row("unreachable", ANY, action=pages.silent),
)


def build() -> Machine:
    """The table as a flat machine without models; `MACHINE.events[trigger].trigger(turn, turn)` moves a turn."""
    machine = Machine(
        model=None, states=[state.value for state in State], initial=None, auto_transitions=False, send_event=False
    )
    for row in TABLE:
        machine.add_transition(
            row.trigger,
            [state.value for state in row.source],
            None if row.dest is None else row.dest.value,
            conditions=row.guard,
            after=row.action,
        )
    return machine


MACHINE = build()
"""Built once; it holds no state of its own."""
