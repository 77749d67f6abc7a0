"""The answer to `audit why` on paper: `view` words and masks once, `screen` and `lines` draw it."""
