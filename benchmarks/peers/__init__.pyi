"""Makes these files one package for type checkers, beside ``tests``; nothing reads it at run time."""
