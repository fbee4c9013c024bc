"""A local Bot API over real HTTP: one world of people and chats, served as Telegram serves it."""

from bot.simulator.answers import RefusedError
from bot.simulator.faults import Fault, Faults
from bot.simulator.limits import Limits
from bot.simulator.people import Chat, Person
from bot.simulator.server import Simulator
from bot.simulator.world import Call, World

__all__ = ["Call", "Chat", "Fault", "Faults", "Limits", "Person", "RefusedError", "Simulator", "World"]
