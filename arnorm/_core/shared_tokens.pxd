"""Rows that several threads cut into one list of tokens: what `line` gives out. No Python objects, no GIL."""

from libc.stdint cimport int64_t
from libc.string cimport memcpy

from arnorm._core.byte_buffer cimport Bytes, drop_bytes, no_bytes
from arnorm._core.column_loops cimport DONE, NARROW, NO_MEMORY, TOO_LARGE, Outcome, copy_counted
from arnorm._core.line cimport Kind, Line, await_copies, leave, work
from arnorm._core.rows cimport LARGE, offset_of
from arnorm._core.token_loops cimport (
    Cut, Tokens, drop_tokens, no_tokens, reserve_tokens, start_tokens, tokenize_rows,
)

cdef enum:
    OUTGROWN = 3                # bytes that a byte becomes at most, where it is ill-formed


cdef struct SharedTokens:
    const Cut* cut
    Kind kind
    Line line
    Tokens* tokens              # of all rows; only the front writes, and who copies what it has given a place
    Outcome outcome


cdef struct TokenPiece:
    Tokens tokens               # in memory of their own
    Bytes scratch
    Outcome outcome
    int64_t base                # how many there are in front of them
    int64_t place               # and how many bytes of data


cdef inline bint has_room(const Bytes* place, int64_t more) noexcept nogil:
    return place.room - place.length >= more


cdef inline Outcome make_token_room(SharedTokens* shared, int64_t count, int64_t size) noexcept nogil:
    """Make room in the result, which nobody may copy to while it moves."""
    cdef Tokens* tokens = shared.tokens
    if tokens.spans:
        if has_room(&tokens.items, 4 * count) and has_room(&tokens.ends, 4 * count) and has_room(&tokens.kinds, count):
            return DONE
    elif has_room(&tokens.items, tokens.width * count) and has_room(&tokens.data, size):
        return DONE
    await_copies(&shared.line)
    return DONE if reserve_tokens(tokens, count, size) else NO_MEMORY


# ------------------------------------------------------------------------------------------------- what `line` asks for

cdef inline void begin_tokens(void* given, void* part, int64_t first, int64_t end) noexcept nogil:
    cdef TokenPiece* piece = <TokenPiece*>part
    cdef const Tokens* whole = (<SharedTokens*>given).tokens
    piece.tokens.width, piece.tokens.layout, piece.tokens.spans = whole.width, whole.layout, whole.spans
    piece.tokens.errors = whole.errors
    piece.outcome = start_tokens(&piece.tokens, first, end)


cdef inline bint add_tokens(void* given, void* part, int64_t first, int64_t end) noexcept nogil:
    cdef TokenPiece* piece = <TokenPiece*>part
    if piece.outcome == DONE:
        piece.outcome = tokenize_rows((<SharedTokens*>given).cut, first, end, &piece.tokens, &piece.scratch)
    return piece.outcome == DONE


cdef inline bint fail(SharedTokens* shared, Outcome outcome, const Tokens* tokens) noexcept nogil:
    shared.outcome = outcome
    shared.tokens.row, shared.tokens.invalid = tokens.row, tokens.invalid
    return False


cdef inline bint place_tokens(void* given, void* part, int64_t end) noexcept nogil:
    """Give tokens the place behind all that have one."""
    cdef SharedTokens* shared = <SharedTokens*>given
    cdef TokenPiece* piece = <TokenPiece*>part
    cdef Tokens* whole = shared.tokens
    cdef Tokens* tokens = &piece.tokens
    cdef Outcome outcome = piece.outcome
    tokens.length = end - tokens.first
    piece.base, piece.place = whole.count, whole.data.length
    if outcome == DONE and whole.width != LARGE:
        if whole.count + tokens.count > NARROW or whole.data.length + tokens.data.length > NARROW:
            outcome = TOO_LARGE
    if outcome == DONE:
        outcome = make_token_room(shared, tokens.count, tokens.data.length)
    if outcome != DONE:
        return fail(shared, outcome, tokens)
    whole.count += tokens.count
    whole.rows.length += tokens.length * tokens.width
    whole.data.length += tokens.data.length
    whole.items.length += tokens.count * (4 if tokens.spans else tokens.width)
    whole.ends.length += tokens.ends.length
    whole.kinds.length += tokens.kinds.length
    return True


cdef inline void copy_tokens(void* given, void* part) noexcept nogil:
    cdef SharedTokens* shared = <SharedTokens*>given
    cdef TokenPiece* piece = <TokenPiece*>part
    cdef Tokens* whole = shared.tokens
    cdef Tokens* tokens = &piece.tokens
    cdef int width = tokens.width
    if shared.outcome != DONE:
        return
    copy_counted(whole.rows.data, tokens.rows.data, width, tokens.first, tokens.length, piece.base)
    if tokens.count == 0:
        return
    if tokens.spans:
        memcpy(whole.items.data + 4 * piece.base, tokens.items.data, tokens.items.length)
        memcpy(whole.ends.data + 4 * piece.base, tokens.ends.data, tokens.ends.length)
        memcpy(whole.kinds.data + piece.base, tokens.kinds.data, tokens.kinds.length)
    else:
        memcpy(whole.data.data + piece.place, tokens.data.data, tokens.data.length)
        copy_counted(whole.items.data, tokens.items.data, width, piece.base, tokens.count, piece.place)


cdef inline bint do_tokens(void* given, void* part, int64_t first, int64_t end) noexcept nogil:
    cdef SharedTokens* shared = <SharedTokens*>given
    cdef Tokens* whole = shared.tokens
    # The loops ask for no more room than this.
    cdef int64_t most = OUTGROWN * (offset_of(shared.line.strings, end) - offset_of(shared.line.strings, first))
    cdef Outcome outcome = make_token_room(shared, most, most)
    if outcome == DONE:
        outcome = tokenize_rows(shared.cut, first, end, whole, &(<TokenPiece*>part).scratch)
    return outcome == DONE or fail(shared, outcome, whole)


cdef inline Kind kind_of_tokens() noexcept nogil:
    cdef Kind kind
    kind.do, kind.begin, kind.add = do_tokens, begin_tokens, add_tokens
    kind.place, kind.copy = place_tokens, copy_tokens
    return kind


cdef inline void tokenize_shared(SharedTokens* shared) noexcept nogil:
    """Do what one of the threads does."""
    cdef TokenPiece piece
    piece.scratch = no_bytes()
    no_tokens(&piece.tokens)
    work(&shared.line, &piece)
    drop_bytes(&piece.scratch)
    drop_tokens(&piece.tokens)


cdef inline void tokenize_and_leave(void* shared) noexcept nogil:
    tokenize_shared(<SharedTokens*>shared)
    leave(&(<SharedTokens*>shared).line)
