"""What other compiled modules may see of the pipeline."""

from arnorm._core.chunks cimport Plan
from arnorm._core.vectorcall cimport Called


cdef class Pipeline:
    cdef Called _called         # what a call of the instance calls
    cdef tuple _tables          # own the memory that _plan points into
    cdef object _shortcut
    cdef list _windows
    cdef Plan _plan
    cdef bint _maps, _calls     # whether all stages are maps, whether any is a function of Python
    cdef object apply(self, object text)
    cdef object with_calls(self, object text)
