"""Around the library: the command line, training runs in folders, pages for a browser, the packaged generator."""
