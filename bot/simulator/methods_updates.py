"""Methods by which a bot gets its updates, and leaves."""

from bot.simulator.answers import Json, Told, refused
from bot.simulator.arguments import Arguments
from bot.simulator.json_values import JsonError, decode, kind_of
from bot.simulator.limits import too_many_requests
from bot.simulator.world import World

LONGEST_POLL_S = 50
REPEATED_WITHIN_S = 3.0
SET_AGAIN_AFTER_S = 1.0
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


async def get_updates(world: World, arguments: Arguments) -> list[Json]:
    if world.webhook.url:
        raise refused(409, WEBHOOK_ACTIVE)
    offset = arguments.integer("offset", 0)
    limit = arguments.integer("limit", 100, 1, 100)
    seconds: float = arguments.integer("timeout", 0, 0, LONGEST_POLL_S)
    allow(world, arguments)
    now = world.monotonic()
    # A client that asks for the same again at once is held back, or it would spin.
    repeated = now - world.updates.last_asked if offset == world.updates.last_offset else REPEATED_WITHIN_S
    if repeated < REPEATED_WITHIN_S:
        seconds = max(seconds, world.updates.hold_seconds)
    world.updates.last_offset, world.updates.last_asked = offset, now
    world.updates.confirm(offset)
    return await world.updates.poll(1 if repeated < 0.5 else limit, seconds)


def allow(world: World, arguments: Arguments) -> None:
    """Remember `allowed_updates`; what cannot be read changes nothing."""
    if not arguments.text("allowed_updates"):
        return
    try:
        kinds = decode(arguments.text("allowed_updates"))
    except JsonError:
        return
    if isinstance(kinds, list) and all(kind_of(kind) == "String" for kind in kinds):
        world.updates.allow(kinds)


async def set_webhook(world: World, arguments: Arguments) -> Told:
    if not arguments.text("url"):
        return await delete_webhook(world, arguments)
    now = world.monotonic()
    if now < world.webhook_free_at:
        raise too_many_requests(1)
    world.webhook_free_at = now + SET_AGAIN_AFTER_S
    dropping = arguments.flag("drop_pending_updates")
    if world.webhook.is_as(arguments) and not dropping:
        allow(world, arguments)
        return Told(result=True, description="Webhook is already set")
    if dropping:
        world.updates.drop_all()
    world.updates.end_poll("terminated by setWebhook request")
    world.webhook.set(arguments)
    allow(world, arguments)
    return Told(result=True, description="Webhook was set")


async def delete_webhook(world: World, arguments: Arguments) -> Told:
    if arguments.flag("drop_pending_updates"):
        world.updates.drop_all()
    was_set = bool(world.webhook.url)
    world.webhook.delete()
    return Told(result=True, description="Webhook was deleted" if was_set else "Webhook is already deleted")


async def get_webhook_info(world: World, _arguments: Arguments) -> Json:
    return world.webhook.info(world.updates)


async def log_out(world: World, _arguments: Arguments) -> bool:
    world.logged_out = True
    world.updates.drop_all()
    return True


async def close(_world: World, _arguments: Arguments) -> bool:
    return True
