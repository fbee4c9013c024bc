"""The fate that an outcome seals (the table of errors in the README)."""

from bot.delivery.outcomes import (
    Closed,
    Disowned,
    Gone,
    Later,
    Moved,
    NoMessage,
    NoTopic,
    Outcome,
    Sent,
    Uncertain,
    Unchanged,
    Unsent,
)
from bot.services.delivering import DISOWNED, MOST_DETOURS, back_off
from bot.services.loads import Fate
from storage.deliveries import Claimed

FLOOD = "flood limit"
TOKEN_WAIT = 60.0  # seconds until Telegram is asked about the token again


def fate_of(one: Claimed, outcome: Outcome) -> Fate:  # noqa: C901, PLR0911  a table
    match outcome:
        case Sent(message_id=number):
            return Fate(one, "sent", one.target_id if one.action == "edit" else number)
        case Unchanged():
            return Fate(one, "sent", one.target_id)
        case Later(seconds=seconds):
            return Fate(one, "queued", error=FLOOD, wait=seconds, park_chat=True)
        case Moved(chat_id=new):
            return Fate(one, "queued", new_chat_id=new)
        case Gone(reason=reason):
            return Fate(one, "failed", error=reason, chat_state="inactive")
        case Closed(reason=reason):
            return Fate(one, "failed", error=reason, chat_state="paused")
        case NoTopic():
            return Fate(one, "queued", topic_gone=True)
        case NoMessage() if one.action == "edit":
            return Fate(one, "queued", anew=True)
        case Unsent(reason=reason):
            return Fate(one, "queued", error=reason, wait=back_off(one.attempt))
        case Uncertain(reason=reason) if one.action == "edit":  # safe to repeat, though not for ever
            state = "queued" if one.attempt + 1 < MOST_DETOURS else "failed"
            return Fate(one, state, error=reason, wait=back_off(one.attempt))
        case Uncertain(reason=reason):
            return Fate(one, "unknown", error=reason)
        case Disowned():
            return Fate(one, "queued", error=DISOWNED, wait=TOKEN_WAIT, closes_gate=True)
    return Fate(one, "failed", error=str(outcome))
