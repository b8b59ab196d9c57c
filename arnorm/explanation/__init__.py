"""Explanations: which rule changed what, where, in order; as text, JSON and HTML.

``changes`` is the value that holds them, ``stages`` runs the rules one at a time, ``names`` says what a character is,
``terminal`` writes an explanation as text, and ``page``, with ``style``, as HTML.
"""

from __future__ import annotations

from arnorm.explanation.changes import Change, Explanation

__all__ = ["Change", "Explanation"]
