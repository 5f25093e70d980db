"""A real PostgreSQL of one's own: in a temporary folder, on a port of its own, never as root."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import asyncpg

USER = "guide"
START_SECONDS = 30.0


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: that of the one on PATH, or the newest where Debian keeps them."""
    on_path = shutil.which("postgres")
    kept = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), default=None)
    return kept if on_path is None else Path(on_path).resolve().parent


class PostgresServer:
    """`with PostgresServer(programs) as server:` runs it until the end of the block; `stop` and `start` in between."""

    def __init__(self, programs: Path, *, durable: bool = False) -> None:
        """`durable`: wait for the disk, as a server that is not for tests does."""
        self._programs = programs
        self._durable = durable
        self._folder = Path(tempfile.mkdtemp(prefix="guide-postgres-"))
        self._process: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = int(free.getsockname()[1])

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self._port}/postgres"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def __enter__(self) -> Self:
        user = _unprivileged()
        self._folder.chmod(0o700)
        if user is not None:
            shutil.chown(self._folder, user)
        subprocess.run(
            [self._programs / "initdb", "-D", self._folder / "data", "-U", USER, "-A", "trust", "-E", "UTF8",
             "--no-locale", "--no-sync"],
            user=user, cwd=self._folder, check=True, capture_output=True,
        )  # fmt: skip
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Returns when it can be connected to."""
        settings = {"port": self._port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self._folder}
        if not self._durable:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        options = [f"--{name}={value}" for name, value in settings.items()]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._folder / "data", *options],
                user=_unprivileged(), cwd=self._folder, stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while subprocess.run(
            [self._programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        ).returncode:
            assert self._process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < deadline, "PostgreSQL did not start"
            time.sleep(0.05)

    def pause(self) -> None:
        """It says nothing any more, and ends no connection."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        for pid in (self.pid, *map(int, children)):
            os.kill(pid, number)

    def stop(self) -> None:
        """Every connection ends at once, as when the machine goes away; what was committed stays."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(START_SECONDS)
            self._process = None


async def emptied(server: PostgresServer) -> str:
    """The address of its database, whatever was in it erased."""
    connection = await asyncpg.connect(server.url)
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await connection.close()
    return server.url


def _unprivileged() -> str | None:
    """Whom to be: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)
