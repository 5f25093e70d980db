"""Files made of what is kept about a chat, and files that users send: all in one process beside the program's own."""
