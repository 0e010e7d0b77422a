"""The exercises themselves, by chapter: one file each."""
