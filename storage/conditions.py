"""The conditions of the partial indexes, for questions that they shall answer.

Written out, not bound: only so does each database see that an index has just these rows.
"""

from sqlalchemy import text

QUEUED = text("delivery.state = 'queued'")
PARKED = text("delivery.state = 'parked'")
IN_HAND = text("delivery.state IN ('claimed', 'sending')")
CLAIMED = text(f"{IN_HAND.text} AND delivery.state = 'claimed'")
SENDING = text(f"{IN_HAND.text} AND delivery.state = 'sending'")
UNKNOWN = text("delivery.state = 'unknown'")
SENT = text("delivery.state = 'sent'")
EXPIRED = text("delivery.state = 'expired'")

HALTED = text("edition.paused_at IS NOT NULL OR edition.stopped IS NOT NULL")
UNDONE = text("edition.carried_out < edition.decision")

FOLDED = text("edition_entry.version = 0")

OPEN_UPDATE = text("incoming.state <> 'done'")
