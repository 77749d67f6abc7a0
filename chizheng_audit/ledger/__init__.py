"""The memory of past batches: one folder of Delta Lake tables in which claims, batches, decisions and runs are kept.

`folder` opens it, `entries` says what it holds, `recording` adds to it, `past` is what rules see of it, `verifying` looks
for what was altered, `export` takes the claims out. Nothing is ever changed or erased: what is wrong is taken back by
one more entry.

A batch becomes visible by one commit, that of its entry in the table of batches. Its claims were written before; what
no entry names, because a run was stopped halfway, is never seen.
"""
