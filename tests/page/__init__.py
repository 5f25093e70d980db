"""The preview in a real, headless browser."""
