"""Makes these files one package for type checkers; nothing reads it at run time."""
