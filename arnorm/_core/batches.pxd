"""Many texts at a time: without the GIL their results are written to one place, and with it strings are made of them.

So threads work side by side on short texts as well. A batch is as large as the cache, because giving the GIL away and
getting it back takes as long as some thousand code points.
"""

from cpython.exc cimport PyErr_CheckSignals
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_RawFree
from cpython.object cimport PyObject
from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memcmp, memcpy

from arnorm._core.byte_buffer cimport Bytes, no_bytes, reserve_bytes
from arnorm._core.chunks cimport Plan, is_quiet, run_str
from arnorm._core.map_loops cimport Map, ceiling_for, first_change_in, write_in
from arnorm._core.objects cimport (
    data_of, is_ascii, is_str, item_of, keep, kind_of, length_of, new_str, set_item, str_from,
)
from arnorm._core.text_buffer cimport Text, drop
from arnorm._core.widths cimport copy_points, largest_like, needs_width, width_of

cdef enum:
    BATCH = 1 << 17             # code points behind which a batch ends
    MORE = 64                   # code points by which a result may outgrow its text before it is made another way


cdef struct Job:
    int kind                    # of the text
    bint ascii
    const void* data
    Py_ssize_t length
    int width                   # of the result; 0 where it is the text itself
    Py_ssize_t place            # in the memory of all results
    Py_ssize_t size
    uint32_t ceiling            # the result has no code point above, and is stored as if it had one; 0 where it may not


cdef inline int run_map_job(const Map* map, Job* job, Bytes* results) noexcept nogil:
    """Write the result of a map; return 1 where it may differ, 0 if not, -1 without memory, 2 if it was not to be made.
    """
    cdef uint32_t ceiling = ceiling_for(map, job.kind, job.ascii)
    cdef Py_ssize_t read, written
    cdef uint32_t seen = 0
    cdef uint8_t* target
    if first_change_in(map, job.kind, job.data, job.length) == job.length:
        return 0
    job.width = width_of(ceiling)
    if not reserve_bytes(results, (job.length + MORE) * job.width):
        return -1
    target = results.data + results.length
    written = write_in(map, job.kind, job.data, job.length, job.width, target, job.length + MORE, &read, &seen)
    if written < 0 or read < job.length:
        return 2
    job.place, job.size = results.length, written
    job.ceiling = ceiling if needs_width(job.width, seen, ceiling) else 0
    results.length += written * job.width
    return 1


cdef inline int run_slowly(const Plan* plan, Job* job, Bytes* results) noexcept nogil:
    """Write the result of stages of any kind; return the same, but not 2."""
    cdef Text text
    cdef Py_ssize_t i
    cdef uint32_t seen = 0
    cdef int status
    text.points, text.length, text.room = NULL, 0, 0
    status = run_str(plan, job.kind, job.data, job.length, &text)
    if status > 0:
        for i in range(text.length):
            seen |= text.points[i]
        job.width, job.ceiling = width_of(seen), largest_like(seen)
        job.place, job.size = results.length, text.length
        if reserve_bytes(results, text.length * job.width):
            copy_points(4, text.points, text.length, job.width, results.data + results.length)
            results.length += text.length * job.width
        else:
            status = -1
    drop(&text)
    return status


cdef inline int run_job(const Plan* plan, bint maps, Job* job, Bytes* results) noexcept nogil:
    """Write the result of a text; return -1 where memory runs out."""
    cdef int status = 2
    results.length = (results.length + 3) & ~3      # whatever the width
    cdef Py_ssize_t start = results.length
    if maps and plan.count == 1:
        status = run_map_job(&plan.stages[0].map, job, results)
    elif plan.shortcut and plan.quiets:
        status = run_map_job(&plan.map, job, results)
        if status == 0 and not is_quiet(plan, job.kind, job.data, job.length):
            status = 2
        elif status == 1 and not is_quiet(plan, job.width, results.data + job.place, job.size):
            status = 2
    if status == 2:
        results.length = start
        status = run_slowly(plan, job, results)
    if status == 1 and job.size == job.length and job.width == job.kind:
        if memcmp(results.data + job.place, job.data, job.size * job.width) == 0:
            status = 0
    if status == 0:
        job.width = 0
    return 0 if status >= 0 else -1


cdef inline PyObject* string_of(const Job* job, const Bytes* results) except NULL:
    cdef const uint8_t* source = results.data + job.place
    cdef PyObject* result
    if not job.ceiling or not job.size:
        return str_from(job.width, source, job.size)
    result = new_str(job.size, job.ceiling)
    memcpy(data_of(result), source, job.size * job.width)
    return result


cdef inline Py_ssize_t open_jobs(list texts, Py_ssize_t start, Py_ssize_t stop, Job* jobs) noexcept:
    """Fill the jobs of a batch from ``start`` on and return where it ends: at what is no str at the latest."""
    cdef Py_ssize_t k, points = 0
    cdef PyObject* text
    for k in range(start, stop):
        text = item_of(texts, k)
        if points >= BATCH or not is_str(text):
            return k
        jobs[k - start].kind, jobs[k - start].ascii = kind_of(text), is_ascii(text)
        jobs[k - start].data, jobs[k - start].length = data_of(text), length_of(text)
        points += length_of(text)
    return stop


cdef inline Py_ssize_t map_texts(
    const Plan* plan, bint maps, list texts, list results, Py_ssize_t start, Py_ssize_t stop
) except -1:
    """Put the results of ``texts[start:stop]`` into ``results``; return the position of what is no str, or ``stop``.

    No one else may change the lists.
    """
    cdef Job* jobs = <Job*>PyMem_Malloc(max(stop - start, 1) * sizeof(Job))
    cdef Bytes written = no_bytes()
    cdef Py_ssize_t end, k
    cdef int status = 0
    cdef PyObject* result
    if jobs == NULL:
        raise MemoryError
    try:
        while start < stop:
            PyErr_CheckSignals()
            end = open_jobs(texts, start, stop, jobs)
            if end == start:
                return start
            written.length = 0
            with nogil:
                for k in range(end - start):
                    status = run_job(plan, maps, &jobs[k], &written)
                    if status < 0:
                        break
            if status < 0:
                raise MemoryError
            for k in range(end - start):
                if jobs[k].width:
                    result = string_of(&jobs[k], &written)
                else:
                    result = item_of(texts, start + k)
                    keep(result)
                set_item(results, start + k, result)
            start = end
        return stop
    finally:
        PyMem_Free(jobs)
        PyMem_RawFree(written.data)
