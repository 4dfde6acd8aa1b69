"""When a sale happened, by a device whose clock may be wrong."""

from datetime import datetime, timedelta

# What a message takes on its way, and a clock that is nearly right.
TOLERATED = timedelta(minutes=2)


def true_time(told: datetime, sent_at: datetime | None, at: datetime) -> datetime:
    """The moment a device told, put right by its clock when it was sending (`sent_at`).

    `at` is the moment it arrived.  Never later than that; without `sent_at` nothing is known of the
    device's clock, and what it told is taken as it is.
    """
    if sent_at is None:
        return told
    wrong_by = at - sent_at
    return min(told + wrong_by if abs(wrong_by) > TOLERATED else told, at)
