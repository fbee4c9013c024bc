"""The van: takes deliveries from the ledger to Telegram, and turns its answers into outcomes."""
