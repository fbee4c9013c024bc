"""Cities by their names in English, German and Ukrainian, beside those that zones are named after."""

from functools import cache

# By oblast (ISO 3166-2): its capital and its larger cities; a space in a name is written _.
UKRAINE = {
    "UA-71": "cherkasy tscherkassy черкаси uman uman' умань",
    "UA-74": "chernihiv tschernihiw chernigov чернігів nizhyn ніжин",
    "UA-77": "chernivtsi czernowitz tscherniwzi чернівці",
    "UA-12": "dnipro dnepr dnipropetrovsk дніпро kryvyi_rih krywyj_rih kryvyy_rih кривий_ріг "
    "nikopol нікополь pavlohrad павлоград kamianske кам'янське",
    "UA-14": "donetsk donezk донецьк mariupol маріуполь kramatorsk краматорськ sloviansk "
    "slowjansk слов'янськ pokrovsk pokrowsk покровськ bakhmut bachmut бахмут",
    "UA-26": "ivano-frankivsk iwano-frankiwsk івано-франківськ",
    "UA-63": "kharkiv charkiw kharkov харків izium isjum ізюм chuhuiv чугуїв",
    "UA-65": "kherson cherson херсон",
    "UA-68": "khmelnytskyi chmelnyzkyj khmelnytsky хмельницький",
    "UA-35": "kropyvnytskyi kropywnyzkyj kirovohrad кропивницький",
    "UA-30": "kyiv kiev kiew kyjiw київ",
    "UA-32": "bila_tserkva bila_zerkwa біла_церква brovary бровари irpin ірпінь bucha butscha буча",
    "UA-09": "luhansk lugansk луганськ sievierodonetsk сєвєродонецьк",
    "UA-46": "lviv lwiw lemberg lwów львів drohobych дрогобич",
    "UA-48": "mykolaiv mykolajiw nikolaev миколаїв",
    "UA-51": "odesa odessa одеса izmail ismajil ізмаїл",
    "UA-53": "poltava poltawa полтава kremenchuk krementschuk кременчук",
    "UA-56": "rivne riwne рівне",
    "UA-59": "sumy суми konotop конотоп",
    "UA-61": "ternopil тернопіль",
    "UA-05": "vinnytsia winnyzja вінниця",
    "UA-07": "lutsk luzk луцьк kovel kowel ковель",
    "UA-21": "uzhhorod uschhorod uzhgorod ужгород mukachevo mukatschewo мукачево",
    "UA-23": "zaporizhzhia saporischschja zaporozhye запоріжжя melitopol мелітополь berdiansk бердянськ",
    "UA-18": "zhytomyr schytomyr житомир berdychiv бердичів",
}
# The clocks of the occupied peninsula differ.
_CRIMEA = {
    "UA-43": "simferopol сімферополь yalta jalta ялта kerch kertsch керч",
    "UA-40": "sevastopol sewastopol севастополь",
}
_ABROAD = {
    "Europe/Berlin": "munich münchen мюнхен hamburg гамбург cologne köln кельн frankfurt франкфурт "
    "düsseldorf дюссельдорф stuttgart штутгарт leipzig лейпциг dresden дрезден nuremberg nürnberg нюрнберг",
    "America/New_York": "washington вашингтон boston бостон miami маямі philadelphia філадельфія "
    "atlanta атланта",
    "America/Chicago": "чикаго houston х'юстон dallas даллас",
    "America/Los_Angeles": "san_francisco сан-франциско seattle сіетл san_diego сан-дієго",
    "Europe/Warsaw": "krakow kraków krakau краків wroclaw wrocław breslau вроцлав gdansk gdańsk danzig "
    "гданськ lodz łódź лодзь poznan poznań познань lublin люблін rzeszow rzeszów жешув",
    "Asia/Dubai": "abu_dhabi абу-дабі",
    "Europe/Zurich": "geneva genf женева basel базель bern берн",
    "America/Toronto": "ottawa оттава montreal montréal монреаль",
    "Europe/London": "manchester манчестер edinburgh единбург birmingham бірмінгем",
    "Europe/Prague": "brno брно",
    "Europe/Rome": "milan mailand мілан naples neapel неаполь",
    "Europe/Madrid": "barcelona барселона valencia валенсія",
    "Europe/Istanbul": "ankara анкара",
    "Asia/Jerusalem": "tel_aviv тель-авів haifa хайфа",
    "America/Edmonton": "calgary калгарі",
    "Australia/Sydney": "canberra канберра",
}


@cache
def zones() -> dict[str, str]:
    """IANA zones by the names of cities."""
    found = {name: "Europe/Kyiv" for names in UKRAINE.values() for name in names.split()}
    found |= {name: "Europe/Simferopol" for names in _CRIMEA.values() for name in names.split()}
    return found | {name: zone for zone, names in _ABROAD.items() for name in names.split()}


@cache
def _regions() -> dict[str, str]:
    return {name: code for code, names in (UKRAINE | _CRIMEA).items() for name in names.split()}


def region(name: str) -> str:
    """The oblast of a Ukrainian city by its folded name; empty for any other."""
    return _regions().get(name, "")
