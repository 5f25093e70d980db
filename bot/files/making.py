"""From a job to its answer. Runs in the process beside: what takes long to import is imported where it is needed."""

from typing import assert_never

from bot.files.jobs import Job, Wanted
from bot.ports import File
from bot.store.entries import read_all
from dialogs import progress, report
from dialogs.events import Imported, NotImported


def make(job: Job) -> File | Imported | NotImported:
    """Raises ValueError where there is nothing to make a file of."""
    if not isinstance(job, Wanted):
        from bot.files import backup

        return backup.read(job.content, job.now)
    match job.what:
        case "chart":
            return _chart(job)
        case "report":
            return _report(job)
        case "data":
            return _data(job)
    assert_never(job.what)


def _chart(job: Wanted) -> File:
    from bot.files import chart

    drawn = progress.chart(read_all(job.history), job.phrases)
    if drawn is None:
        raise ValueError("there is nothing to compare yet")
    sides = ", ".join(panel.label.lower() for panel in drawn.panels)
    caption = job.phrases.line("ui.chart.caption", sides=sides)
    return File(job.phrases.line("ui.chart.file"), "image/png", chart.draw(drawn), caption)


def _report(job: Wanted) -> File:
    from bot.files import page

    written = report.report(job.session, read_all(job.history), job.phrases, job.now)
    caption = job.phrases.line("ui.report.caption")
    return File(job.phrases.line("ui.report.file"), "application/pdf", page.draw(written), caption)


def _data(job: Wanted) -> File:
    from bot.files import backup

    caption = job.phrases.line("ui.backup.caption")
    return File(job.phrases.line("ui.backup.file"), "application/json", backup.write(job), caption)
