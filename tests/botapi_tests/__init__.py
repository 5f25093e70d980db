"""The test server itself: each check has one case that it must catch."""
