"""Facts that several rules look at, each worked out in one place: who is insured where, what was claimed before, who is alike.

They are made of the tables of a `Case` and know no rule; a rule turns them into an answer.
"""
