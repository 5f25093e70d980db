"""The command line: python -m bot [run | check | explain | graph | walk | backup]."""

import argparse
import asyncio
import gc
import shlex
import signal
import sys
import traceback
from pathlib import Path

from bot import config

AUTHOR, OPERATOR, OUTAGE, PROGRAM = 1, 2, 3, 4
"""Exit status by whose mistake it is; an outage is nobody's here. After the last two the next start may well do."""


def main() -> int:
    """Run one command; mistakes of author or operator are one clear message each, never a traceback."""
    # As Ctrl-C from the first moment on: the first process of a container would not hear it otherwise.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _outcome(_parser().parse_args())
    except KeyboardInterrupt:
        return 0


def _outcome(arguments: argparse.Namespace) -> int:
    """The exit status."""
    from bot.store import StoreAway, StoreError
    from bot.watchdog import Outage
    from content.documents import ContentProblems

    try:
        return int(arguments.command(arguments) or 0)
    except ContentProblems as problems:
        print(problems, file=sys.stderr)
        return AUTHOR
    except (Outage, StoreAway) as outage:
        print(outage, file=sys.stderr)
        return OUTAGE
    except (config.ConfigError, StoreError) as error:
        print(error, file=sys.stderr)
        return OPERATOR
    except Exception:  # noqa: BLE001 - whoever supervises the process tells it by its status from what no start mends
        traceback.print_exc()
        return PROGRAM


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Guides trigger point self-care of the gluteus medius, in Telegram or in a browser preview.",
        epilog="environment:\n" + config.help_text(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_run)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    commands.add_parser("run", help="start the bot (the default)").set_defaults(command=_run)
    commands.add_parser("check", help="list every problem of the content folder").set_defaults(command=_check)
    explain = commands.add_parser("explain", help="how a message would be understood, as JSON")
    explain.add_argument("text", nargs="*", help="the message; without it, one a line from standard input")
    explain.set_defaults(command=_explain)
    commands.add_parser("graph", help="the dialog as a Mermaid diagram").set_defaults(command=_graph)
    commands.add_parser("walk", help="the conversation in this terminal").set_defaults(command=_walk)
    backup = commands.add_parser("backup", help="copy the SQLite database of a running bot")
    backup.add_argument("file", type=Path, help="where to; must not exist yet")
    backup.set_defaults(command=_backup)
    return parser


def _run(_: argparse.Namespace) -> None:
    gc.disable()  # until all is built: there is no garbage before, and looking for it takes a sixth of the start
    from bot.app import run

    asyncio.run(run(config.read()))


def _check(_: argparse.Namespace) -> None:
    from bot.app import content

    content(config.read(), pictures=True)


def _explain(arguments: argparse.Namespace) -> None:
    from bot.app import content
    from bot.explain import run
    from dialogs.guide import FALLBACK, Guide

    guide = Guide.of(content(config.read()))
    gc.freeze()  # as in the bot: a collection that looks through all that was built takes 80 ms
    given = [" ".join(arguments.text)] if arguments.text else sys.stdin
    run(given, sys.stdout, guide.content, guide.reader(FALLBACK))


def _graph(_: argparse.Namespace) -> None:
    from dialogs.diagram import mermaid

    print(mermaid())


def _walk(_: argparse.Namespace) -> None:
    from bot import terminal
    from bot.app import walk

    channel = terminal.TerminalChannel(sys.stdout)
    asyncio.run(walk(config.read(), channel, lambda runtime: terminal.converse(channel, runtime)))


def _backup(arguments: argparse.Namespace) -> None:
    from bot.store.sqlite_file import backup

    settings = config.read()
    if settings.shared_database is not None:
        raise config.ConfigError(
            "DATABASE_URL: a PostgreSQL database is copied by its own tools. Run: "
            f'pg_dump --format=custom --file={shlex.quote(str(arguments.file))} "$DATABASE_URL"'
        )
    backup(settings.database_path, arguments.file)


if __name__ == "__main__":
    sys.exit(main())
