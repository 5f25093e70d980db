"""The browser preview: a page that looks and behaves like a Telegram chat with the bot, on the same runtime."""
