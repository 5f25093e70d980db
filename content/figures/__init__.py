"""Renders the pictures of content/images from a posed body. Never imported by the bot."""
