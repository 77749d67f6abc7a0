"""Two saved runs beside each other: what is new, what is gone, what changed."""
