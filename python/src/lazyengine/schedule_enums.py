"""The enums of the contract that are about schedules."""

from lazyengine.enums import ContractEnum


class OverlapPolicy(ContractEnum):
    """What becomes of a due time while a flow of its schedule has not ended; SKIP where nothing is said."""

    UNSPECIFIED = "UNSPECIFIED"
    SKIP = "SKIP"
    BUFFER_ONE = "BUFFER_ONE"
    CANCEL_OTHER = "CANCEL_OTHER"
    ALLOW_ALL = "ALLOW_ALL"


class PutMode(ContractEnum):
    """Whether a schedule that is put may be there; UPSERT where nothing is said."""

    UNSPECIFIED = "UNSPECIFIED"
    UPSERT = "UPSERT"
    CREATE = "CREATE"
    REPLACE = "REPLACE"


class DueOutcome(ContractEnum):
    """What became of a due time."""

    UNSPECIFIED = "UNSPECIFIED"
    STARTED = "STARTED"
    BUFFERED = "BUFFERED"
    SKIPPED = "SKIPPED"
    FAILED = "FAILED"
