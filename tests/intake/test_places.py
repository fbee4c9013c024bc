"""Places are known by their names in four languages, however they are inflected."""

import pytest

from bot.intake.places import find, gazetteer, places

NAMED = [
    ("Удар по Києву та Одеській області", ["Kyiv", "Odesa Oblast"]),
    ("Strike on Kyiv Oblast and Kharkiv", ["Kyiv Oblast", "Kharkiv"]),
    ("Strikes on the Kyiv region", ["Kyiv Oblast"]),
    ("Angriff auf Charkiw, Odesa und Saporischschja", ["Kharkiv", "Odesa", "Zaporizhzhia"]),
    ("взрывы в Одессе, Харькове и Днепре", ["Odesa", "Kharkiv", "Dnipro"]),
    ("у Сумах та на Сумщині", ["Sumy", "Sumy Oblast"]),
    ("Ukraine struck Belgorod region", ["Belgorod Oblast"]),
    ("Дніпропетровщина: Кривий Ріг, Нікополь", ["Dnipropetrovsk Oblast", "Kryvyi Rih", "Nikopol"]),
    ("Talks in Abu Dhabi, then in Geneva", ["Abu Dhabi", "Geneva"]),
    ("Odesa, again Odesa", ["Odesa"]),
    ("many sums were paid", []),
    ("рівно 30 дронів, сильний удар", []),
    ("Kyivstar customers", []),
]


@pytest.mark.parametrize(("text", "names"), NAMED)
def test_a_text_names_its_places(text, names):
    assert [place.name for place in places(text)] == names


@pytest.mark.parametrize("known", gazetteer(), ids=lambda known: known.place.name)
def test_every_place_is_found_by_its_own_name(known):
    assert known.place in places(f"Explosions were heard in {known.place.name} at night.")


def test_every_oblast_of_ukraine_is_known():
    regions = {known.place.region for known in gazetteer() if known.place.country == "UA"}
    assert len(regions) == 27


def test_a_single_name_is_looked_up_alone():
    place = find("Одеса")
    assert place is not None
    assert (place.name, place.country, place.region) == ("Odesa", "UA", "UA-51")
    assert find("Odesa at night") is None
