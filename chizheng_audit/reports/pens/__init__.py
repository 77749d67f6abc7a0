"""One file a format that can be written to disk; each declares a WRITER."""
