"""Papers that people sign: what they say, and the Word templates that say it."""
