"""Who leaves first: the smaller number. Replies to people are not deliveries and overtake them all."""

WITHDRAWAL = 5
CORRECTION = 10
DESK = 15
FLASH = 20
ALERT = 30
SILENT_EDIT = 40
DIGEST = 60
