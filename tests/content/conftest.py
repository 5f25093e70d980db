"""A copy of the shipped content for tests to spoil."""

import shutil
from pathlib import Path

import pytest

from content.loader import FOLDER
from tests.content.draft import Draft


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    root = tmp_path / "content"
    shutil.copytree(FOLDER, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return Draft(root)
