"""The timers of a PostgreSQL database as jobs of Procrastinate: what is due soon has one, whoever set it.

The row in `timers` is the truth, and its job the promise that some process looks at it in time. A job whose timer was
used up, dropped or moved does nothing.
"""

from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bot.store.codec import to_micros
from dialogs.turn import STEP

if TYPE_CHECKING:
    from bot.ports import Timer
    from bot.store.database import Connection

QUEUE: Final = "timers"
TASK: Final = "fire"
LEAD: Final = timedelta(seconds=2)
"""So long before it is due a job is handed to a process, which waits for the instant: time for a busy database."""
SOON: Final = timedelta(minutes=2)
"""What is due later has no job yet: each fetch looks through all that wait, and a hundred thousand would hold it up."""

NOW: Final = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
"""Microseconds, by the one clock that all processes share."""

SOON_AT: Final = f"{NOW} + {SOON // timedelta(microseconds=1)}"
_LOST: Final = timedelta(seconds=5)
"""A job in hand that is so much overdue was dropped by whoever has it."""
_AT_ONCE: Final = 500
"""Timers that are queued in one transaction: a press that moves one of them waits for its end."""
DEFER: Final = f"""
    (procrastinate_defer_jobs_v1(ARRAY[ROW(
        '{QUEUE}', '{TASK}', CASE WHEN {{kind}} = '{STEP}' THEN 1 ELSE 0 END, NULL, NULL,
        jsonb_build_object('chat', {{chat}}, 'kind', {{kind}}, 'due_at', {{due_at}}, 'turn', {{turn}}),
        to_timestamp(({{due_at}} - {LEAD // timedelta(microseconds=1)}) / 1000000.0)
    )::procrastinate_job_to_defer_v1]))[1]"""
"""The job's number. A phase goes before whatever else is due: many reminders may share an instant."""
_WAKE: Final = f"""
    INSERT INTO timers (chat, kind, due_at, turn, job) VALUES ($1, $2, $3, $4, CASE WHEN $3 <= {SOON_AT} THEN
        {DEFER.format(chat="$1::bigint", kind="$2::text", due_at="$3::bigint", turn="$4::bigint")} END)"""  # noqa: S608
CANCEL: Final = "SELECT procrastinate_cancel_job_v1(job, false, true) FROM {gone} WHERE job IS NOT NULL"
_SLEEP: Final = f"""
    WITH gone AS (DELETE FROM timers WHERE chat = $1 AND kind = $2 RETURNING job) {CANCEL.format(gone="gone")}"""  # noqa: S608
_QUIET: Final = "DROP TRIGGER IF EXISTS procrastinate_jobs_notify_queue_job_inserted_v1 ON procrastinate_jobs"
"""Nobody listens for jobs, and commits that notify wait for one another, each for the disk."""
_FORGET: Final = CANCEL.format(gone="timers") + " AND chat = $1"


def _queue_soon(now: str) -> str:
    """`now`: the clock that tells what is soon, in SQL."""
    return f"""
        UPDATE timers SET job = {DEFER.format(chat="chat", kind="kind", due_at="due_at", turn="turn")}
        WHERE (chat, kind) IN (
            SELECT chat, kind FROM timers
            WHERE due_at <= (extract(epoch FROM {now} + interval '{SOON.seconds} s') * 1000000)::bigint
            AND NOT EXISTS (
                SELECT FROM procrastinate_jobs AS jobs
                WHERE jobs.id = timers.job AND (jobs.args ->> 'due_at')::bigint = timers.due_at
                AND (jobs.status = 'todo' OR jobs.status = 'doing'
                    AND jobs.scheduled_at > statement_timestamp() - interval '{_LOST.seconds} s'))
            ORDER BY due_at LIMIT {_AT_ONCE} FOR UPDATE SKIP LOCKED)"""  # noqa: S608


QUEUE_SOON: Final = _queue_soon("statement_timestamp()")
"""Gives a job to timers that are due soon and have none, or have lost it."""
QUEUE_SOON_BY: Final = _queue_soon("to_timestamp(%(now)s)")
"""The same by the clock of the process, `now` (seconds)."""
DROP_LOST: Final = f"""
    DELETE FROM procrastinate_jobs
    WHERE queue_name = '{QUEUE}' AND status = 'doing' AND scheduled_at < now() - interval '10 minutes'"""  # noqa: S608
"""What nobody will finish any more: it names a chat."""
CLOCK: Final = "SELECT extract(epoch FROM clock_timestamp())::float8 AS now"
HURRY: Final = f"""
    UPDATE procrastinate_jobs SET scheduled_at = now()
    WHERE queue_name = '{QUEUE}' AND status = 'todo' AND scheduled_at > now()
    AND (args ->> 'due_at')::bigint <= (%(now)s + {LEAD.seconds}) * 1000000"""  # noqa: S608
"""Hands out what is due by the clock of the process, `now` (seconds), although not by that of the database."""
COUNT: Final = "SELECT count(*) AS timers FROM timers"


async def migrate(connection: "Connection") -> None:
    """Brings Procrastinate's tables to the form that the installed release works with; the caller holds the lock."""
    from procrastinate.schema import SchemaManager

    await connection.execute("CREATE TABLE IF NOT EXISTS job_migrations (name TEXT NOT NULL PRIMARY KEY)")
    steps = {path.name: path for path in files("procrastinate.sql.migrations").iterdir() if path.name.endswith(".sql")}
    applied = {row["name"] for row in await connection.fetch("SELECT name FROM job_migrations")}
    if not applied:
        await connection.execute(SchemaManager.get_schema())
        await connection.execute("ALTER TABLE timers ADD COLUMN job BIGINT")
    for name in sorted(steps.keys() - applied):
        if applied:
            await connection.execute(steps[name].read_text("utf-8"))
        await connection.execute("INSERT INTO job_migrations (name) VALUES ($1)", name)
    if steps.keys() - applied:
        await connection.execute(_QUIET)


async def wake(connection: "Connection", timer: "Timer") -> None:
    """Sets a timer; its chat has none of this kind."""
    await connection.execute(_WAKE, timer.chat, timer.kind, to_micros(timer.due_at), timer.turn)


async def sleep(connection: "Connection", chat: int, kind: str) -> None:
    """Drops the chat's timer of this kind, with its job."""
    await connection.execute(_SLEEP, chat, kind)


async def forget(connection: "Connection", chat: int) -> None:
    """The jobs of the chat's timers go; the timers themselves do with their session."""
    await connection.execute(_FORGET, chat)
