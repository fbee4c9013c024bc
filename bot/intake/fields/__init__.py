"""What an editor can change of a draft, field by field: pure functions from one content to the next."""

from bot.intake.fields.card import field, fields_of
from bot.intake.fields.checked import named
from bot.intake.fields.claims import add_claims, attribute, change_claim, claim_shown, drop_claim
from bot.intake.fields.excess import excess
from bot.intake.fields.shape import Choice, Field, Refused, TooLong, kind_of
from bot.intake.fields.texts import languages, translate
from bot.intake.fields.whole import bare, missing

__all__ = [
    "Choice",
    "Field",
    "Refused",
    "TooLong",
    "add_claims",
    "attribute",
    "bare",
    "change_claim",
    "claim_shown",
    "drop_claim",
    "excess",
    "field",
    "fields_of",
    "kind_of",
    "languages",
    "missing",
    "named",
    "translate",
]
