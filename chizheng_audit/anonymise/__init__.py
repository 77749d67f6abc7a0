"""Copies of exports in which nobody is named, and in which the rules find what they find in the originals."""
