"""THE COUNTER: one file a command. Nothing here knows a rule, and nothing heavy is imported before a command runs."""
