"""What is searched: the shipped samples, and some entries in Ukrainian and Russian beside them."""

from importlib.resources import files

from storage.model.entry import Entry
from tests import cast


def samples() -> list[Entry]:
    return [
        Entry.model_validate_json(line)
        for name in ("rounds", "february-2026", "waiting")
        for line in (files("bot") / "samples" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def extra() -> list[Entry]:
    return [
        _attack(
            "izmail",
            "2026-02-10",
            {
                "uk": "Удар по порту Ізмаїла, пошкоджено склади",
                "en": "Strike on the port of Izmail, warehouses damaged",
            },
            [("Izmail", "UA-51")],
            targets=["port"],
        ),
        _attack(
            "sumy-school",
            "2026-02-11",
            {"uk": "У Сумах знищено школу, поранено вчительку", "de": "In Sumy wurde eine Schule zerstört"},
            [("Sumy", "UA-59")],
            targets=["education"],
        ),
        _attack(
            "zaporizhzhia",
            "2026-02-12",
            {
                "uk": "Керовані авіабомби по Запоріжжю: загинуло двоє людей",
                "en": "Glide bombs on Zaporizhzhia kill two",
            },
            [("Zaporizhzhia", "UA-23")],
            weapons=["glide_bomb"],
        ),
        _attack(
            "lviv-museum",
            "2026-02-13",
            {"de": "Museum in Lwiw durch Trümmer beschädigt", "uk": "Уламки пошкодили музей у Львові"},
            [("Lviv", "UA-46")],
        ),
        _attack(
            "railway-kovel",
            "2026-02-14",
            {"ru": "Удар по железнодорожной станции в Ковеле", "uk": "Удар по залізничній станції в Ковелі"},
            [("Kovel", "UA-07")],
            targets=["rail"],
        ),
        cast.talks(
            uri="extra:ankara",
            headline={
                "uk": "В Анкарі домовилися про обмін полоненими",
                "en": "Ankara: an exchange of prisoners is agreed",
            },
            summary={"uk": "Зеленський і Ердоган говорили з посередниками про перемир'я на морі."},
            happened={"start": "2026-02-15"},
            talks=cast.talks_block(
                process="ankara-2026",
                round=None,
                day=None,
                days=None,
                venue={"name": "Ankara", "country": "TR"},
                mediators=["TR"],
            ),
        ),
    ]


def _attack(
    name: str, day: str, headline: dict[str, str], places: list[tuple[str, str]], **block: list[str]
) -> Entry:
    return cast.attack(
        uri=f"extra:{name}",
        headline=headline,
        summary=None,
        happened={"start": day},
        places=[{"name": place, "country": "UA", "region": region} for place, region in places],
        claims=[],
        attack={"attacker": "RU", "defender": "UA", **block},
    )
