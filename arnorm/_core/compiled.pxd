"""What other compiled modules may see of the pipeline."""

from arnorm._core.chunks cimport Plan


cdef class Pipeline:
    cdef tuple _tables          # owns the memory that _plan points into
    cdef object _shortcut       # so does this
    cdef Plan _plan
    cdef bint _maps, _calls     # whether all stages are maps, whether any is a function of Python
    cdef object apply(self, object text)
    cdef object with_calls(self, object text)
