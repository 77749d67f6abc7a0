"""Known frauds planted in a pseudonymised copy of a user's own files: which rules catch them there?"""
