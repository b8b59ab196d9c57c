"""The ways to treat bytes that are no UTF-8, by the names that callers give."""

from arnorm._core.utf8 cimport KEEP_INVALID, REPLACE, STRICT, Errors


cdef inline Errors errors_of(object name) except *:
    """Return the way of a name; raise ``ValueError`` for any other."""
    if name == "strict":
        return STRICT
    if name == "replace":
        return REPLACE
    if name == "keep":
        return KEEP_INVALID
    from arnorm._core.inputs import errors_error

    raise errors_error(name)
