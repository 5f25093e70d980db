"""What all tests share: the shipped content, and how hard Hypothesis searches."""

import os

import pytest
from hypothesis import HealthCheck, settings

from content.loader import load
from content.schema import Content
from dialogs.guide import Guide

settings.register_profile("desk", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "desk")


@pytest.fixture(scope="session")
def content() -> Content:
    """The content that ships with the product, checked."""
    return load()


@pytest.fixture(scope="session")
def guide(content: Content) -> Guide:
    return Guide.of(content)
