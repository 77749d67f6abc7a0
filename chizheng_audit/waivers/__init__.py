"""Accepted exceptions: findings that someone asked to leave aside and someone else approved, until a day.

`file` reads waivers.toml, `cover` says which findings of a run they cover. What they cover is counted and shown, never dropped.
"""
