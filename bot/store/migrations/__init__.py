"""The steps that bring a database to the present form: numbered SQL files, the same for every database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.resources import files

from bot.store import StoreError


@dataclass(frozen=True, slots=True)
class Migration:
    """`name` is what the database remembers of it; `sql` is one or more statements, without a transaction."""

    name: str
    sql: str


def pending(applied: Collection[str]) -> Sequence[Migration]:
    """Those still to be applied, in order. Raises StoreError when the database is ahead of the program."""
    paths = sorted(
        (path for path in files(__name__).iterdir() if path.name.endswith(".sql")), key=lambda path: path.name
    )
    known = [path.name.removesuffix(".sql") for path in paths]
    if unknown := sorted(set(applied) - set(known)):
        raise StoreError(
            f"The database was made by a newer release of the program (it has {', '.join(unknown)}). Run that release, "
            "or restore the backup made before it was installed."
        )
    return [
        Migration(name, path.read_text("utf-8")) for name, path in zip(known, paths, strict=True) if name not in applied
    ]
