"""The words by which numbers, qualifiers, units and measures are known, in four languages, by their stems."""

import re

from storage.model.vocabulary import Measure, Qualifier, Unit

# Longer phrases first wherever one begins another.
QUALIFIERS: tuple[tuple[Qualifier, str], ...] = (
    (
        "at_least",
        (
            "at least|no fewer than|no less than|not less than|a minimum of|mindestens"
            "|wenigstens|nicht weniger als"
            "|щонайменше|принаймні|не менше ніж|не менше як|не менш як|не менш ніж"
            "|не менше|не менш|як мінімум|мінімум"
            "|по меньшей мере|как минимум|не менее чем|не менее|не меньше|минимум"
        ),
    ),
    (
        "more_than",
        (
            "more than|upwards of|in excess of|over|above|mehr als|über|понад|більше ніж|більше як|більш як"
            "|більш ніж|більше|свыше|более чем|больше чем|более|больше"
        ),
    ),
    (
        "fewer_than",
        (
            "fewer than|less than|under|below|weniger als|unter|менше ніж|менше як|менш як|менше за|менше"
            "|менее чем|меньше чем|менее|меньше"
        ),
    ),
    ("up_to", "up to|as many as|at most|bis zu|höchstens|щонайбільше|не більше ніж|не більше|не более|до"),
    (
        "nearly",
        "nearly|almost|close to|just under|fast|nahezu|beinahe|knapp|майже|без малого|почти",
    ),
    (
        "about",
        (
            "approximately|approx\\.?|about|around|roughly|circa|some|etwa|rund|ungefähr"
            "|ca\\.|zirka|близько"
            "|приблизно|орієнтовно|десь|около|примерно|ориентировочно|порядка|порядку|~|≈"
        ),
    ),
    ("exact", "exactly|genau|рівно|ровно"),
)
OR_MORE = r"\+|or more|and more|oder mehr|(?:і|та|або) більше|(?:и|или) (?:более|больше)"
VAGUE = (
    "dozens|scores|hundreds|thousands|several|a few|numerous|many|dutzende|hunderte|tausende|mehrere"
    "|einige|zahlreiche|viele|(?:кілька|декілька)(?: десятків| сотень)?|десятки|сотні"
    "|тисячі|численні|багато"
    "|несколько(?: десятков| сотен)?|сотни|тысячи|много|многочисленные"
)
RANGE = r"to|bis|до|по|[-–—]"
BETWEEN = "between|from|zwischen|von|від|між|от|между"
AND = "and|und|та|і|й|и"
OUT_OF = "out of|of|из|з|із|зі|von"

MULTIPLIERS: tuple[tuple[int, str], ...] = (
    (1_000, r"thousand|tausend|tsd\.?|тис\.?|тисяч\w*|тыс\.?|тысяч\w*"),
    (1_000_000, r"million\w*|mio\.?|млн\.?|мільйон\w*|миллион\w*"),
)

UNITS: tuple[tuple[Unit, str], ...] = (
    (
        "glide_bomb",
        (
            r"glide bombs?|guided (?:aerial |air )?bombs?|gleitbomben?|каб\w{0,3}|(?:керован|управляем)\w+ "
            r"(?:авіа|авиа|авіаційн\w+ |авиационн\w+ )?бомб\w*|авіабомб\w*|авиабомб\w*"
        ),
    ),
    (
        "uav",
        (
            r"(?:\w+-)?drones?|uavs?|shaheds?\S*|geran\S*|gerberas?|\w*drohnen?|бпла|бпа|безпілотник\w*"
            r"|беспилотник\w*|дрон\w*|шахед\w*\S*|герань\S*|гербер\w*"
        ),
    ),
    (
        "missile",
        (
            r"(?:\w+-)?missiles?|rockets?|iskander\S*|kalibrs?|kinzhals?|zircons?|tsirkons?"
            r"|(?:kh|s|х|x|с)-\d+\S*"
            r"|(?:\w+)?raketen?|marschflugkörpern?|ракет\w*|іскандер\w*\S*|искандер\w*\S*"
            r"|калібр\w*|калибр\w*"
            r"|кинджал\w*|кинжал\w*|циркон\w*"
        ),
    ),
    (
        "person",
        (
            r"people|persons?|civilians?|residents?|men|women|soldiers?|rescuers?|personen"
            r"|menschen|zivilisten"
            r"|einwohner|людей|людини|людина|осіб|особи|особа|мирн\w+|цивільн\w+|мешканц\w+"
            r"|человека?|жител\w+"
            r"|людям|людьми|гражданск\w+"
        ),
    ),
    (
        "building",
        (
            r"buildings?|houses|homes|apartment blocks|gebäuden?|häusern?|wohnhäusern?"
            r"|будин\w+|будівел\w*|будівл\w+"
            r"|домов|дома|здани\w+|домівок"
        ),
    ),
    (
        "customer",
        (
            r"customers?|consumers?|households?|subscribers?|haushalten?|kunden|абонент\w*|споживач\w*"
            r"|потребител\w*|домогосподарств\w*"
        ),
    ),
    (
        "site",
        (
            r"sites?|locations?|facilities|places|orten?|objekten?|stellen|локаці\w+"
            r"|локаци\w+|об['’ʼ]єкт\w*"
            r"|объект\w*"
        ),
    ),
)
MEASURES: tuple[tuple[Measure, str], ...] = (
    (
        "lost_or_suppressed",
        (
            r"suppressed|jammed|lost from radar|locationally lost|lost (?:without|track)\w*"
            r"|verschwunden|gestört"
            r"|локаційно втрачен\w*|втрачен\w+|подавлен\w+|придушен\w+|утрачен\w+|потерян\w+"
        ),
    ),
    (
        "shot_down",
        (
            r"shot down|downed|intercepted|brought down|abgeschossen|abgefangen|збит\w+"
            r"|збил\w+|знешкоджен\w+"
            r"|перехоплен\w+|сбит\w+|сбил\w+|перехвачен\w+|знищен\w+|уничтожен\w+"
        ),
    ),
    ("hits", r"hits?|impacts?|direct hits|treffern?|einschlägen?|влучан\w+|влучен\w+|попадан\w+"),
    (
        "launched",
        (
            r"launched|fired|attacked with|deployed|abgefeuert|gestartet|eingesetzt|запустил\w*|запущен\w*"
            r"|випустил\w*|выпустил\w*|выпущен\w*|випущен\w*|атакувал\w*|атаковал\w*|пуск\w*|застосувал\w*"
        ),
    ),
    (
        "killed",
        (
            r"killed|dead|deaths?|died|toten?|toter|tote|getötet\w*|todesopfern?|tot"
            r"|загинул\w*|загибл\w+|вбит\w+"
            r"|убит\w+|погибл\w*|погибш\w+|жизни|життя"
        ),
    ),
    (
        "injured",
        (
            r"injured|wounded|hurt|injuries|verletzt\w*|verwundet\w*|поранен\w+"
            r"|постраждал\w*|травмован\w+|ранен\w+"
            r"|пострадал\w*|пострадавш\w+|раненых|ранения"
        ),
    ),
    ("missing", r"missing|vermisst\w*|зникл\w+|пропал\w+|зниклими|пропавш\w+"),
    ("rescued", r"rescued|gerettet\w*|врятован\w+|врятувал\w*|спасен\w+|спасл\w+|спасён\w*"),
    (
        "without_power",
        (
            r"without (?:power|electricity|light)|ohne strom|знеструмлен\w*|без світла"
            r"|без електр\w+|обесточен\w*"
            r"|без света|без электр\w+"
        ),
    ),
    ("without_heat", r"without (?:heat|heating)|ohne heizung|без опаленн\w|без отоплени\w|без тепла"),
    ("damaged", r"damaged|beschädigt\w*|пошкоджен\w+|повреждён\w+|поврежден\w+"),
)
# A part of a figure that stands before it: never a figure of its own.
PART_OF = (
    r"including|among them|of them|of whom|darunter|davon|у тому числі|в тому числі|зокрема"
    r"|серед них|з них|із них"
    r"|в том числе|среди них|из них|включая"
)
_MONTHS = (
    "jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni"
    "|july?|juli|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|oktober|nov(?:ember)?|dec(?:ember)?|dezember|січн\\w|лют\\w+|берез\\w+"
    "|квітн\\w|травн\\w|червн\\w|липн\\w|серпн\\w|вересн\\w|жовтн\\w|листопад\\w|грудн\\w"
    "|январ\\w|феврал\\w"
    "|марта?|апрел\\w|мая|июн\\w|июл\\w|август\\w|сентябр\\w|октябр\\w|ноябр\\w|декабр\\w"
)
# What follows a number that counts none of our units: ages, calibres, spans, shares, dates, money.
OTHER_THINGS = (
    r"mm|мм|cm|см|m|м|km|км|kg|кг|t|т|tons?|tonnes?|tonnen|тонн\w*|%|percent|per cent"
    r"|prozent|проц\w*|відсот\w*"
    r"|°|°c|degrees?|grad|градус\w*|hours?|год|години|годин\w*|час|часа|часов|stunden?|uhr|minutes?|minuten"
    r"|хвилин\w*|минут\w*|seconds?|секунд\w*|days?|tagen?|день|дні|днів|дня|дней|дни|weeks?|wochen?|тижн\w*"
    r"|недел\w*|months?|monaten?|місяц\w*|месяц\w*|years?|jahren?|jährige\w*|рік|рок\w*"
    r"|річн\w*|лет|года|году"
    r"|годов\w*|летн\w*|o['’]clock|a\.?m\.?|p\.?m\.?|floors?|store?ys?|поверх\w*|этаж\w*"
    r"|etagen?|stockwerke?n?"
    r"|грн|hryvnias?|гривень|гривен|гривні|dollars?|доларів|долларов|euros?|євро|евро|usd"
    r"|eur|billion|mrd\.?|млрд"
    r"|mw|мвт|kv|кв|gw|гвт|km/h|км/год|regions?|oblasts?|областей|областях|regionen"
    r"|districts?|районів|районов"
    r"|times?|рази?|разів|раз|mal|rounds?|раунд\w*|runden?|" + _MONTHS
)
AGE = r"aged?|у віці|віком|в возрасте|возрастом|im alter von|no\.|№|nr\.|number|номер|line|school|школ\w+"
IN_YEAR = r"in|since|until|im|seit|у|в|з|с|до|of|від|от|by|" + _MONTHS
# After these a number says what a toll has reached, whatever stands before it.

RISEN = (
    r"(?:зрос|збільши|підвищи|вырос|возрос|увеличи)\w*|ris(?:es|en|ing)|rose|grown|grew|climbed"
    r"|steigt|gestiegen"
)

ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "ein": 1, "eine": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14,
    "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
    "один": 1, "одна": 1, "одне": 1, "одного": 1, "одну": 1, "одно": 1,
    "два": 2, "дві": 2, "двоє": 2, "двох": 2, "две": 2, "двое": 2, "двух": 2, "двоих": 2,
    "три": 3, "троє": 3, "трьох": 3, "трое": 3, "трех": 3, "трёх": 3, "троих": 3,
    "чотири": 4, "четверо": 4, "чотирьох": 4, "четыре": 4, "четырех": 4, "четырёх": 4, "четверых": 4,
    "п'ять": 5, "п'ятеро": 5, "п'ятьох": 5, "пять": 5, "пятеро": 5, "пяти": 5, "п'яти": 5,
    "шість": 6, "шестеро": 6, "шести": 6, "шесть": 6, "сім": 7, "семеро": 7, "семи": 7, "семь": 7,
    "вісім": 8, "восьмеро": 8, "восьми": 8, "восемь": 8, "дев'ять": 9, "дев'ятеро": 9, "девять": 9,
    "девяти": 9, "десять": 10, "десятеро": 10, "десяти": 10, "одинадцять": 11, "одиннадцать": 11,
    "дванадцять": 12, "двенадцать": 12, "тринадцять": 13, "тринадцать": 13, "чотирнадцять": 14,
    "четырнадцать": 14, "п'ятнадцять": 15, "пятнадцать": 15, "шістнадцять": 16, "шестнадцать": 16,
    "сімнадцять": 17, "семнадцать": 17, "вісімнадцять": 18, "восемнадцать": 18, "дев'ятнадцять": 19,
    "девятнадцать": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
    "zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80,
    "neunzig": 90,
    "двадцять": 20, "двадцяти": 20, "двадцать": 20, "двадцати": 20, "тридцять": 30, "тридцяти": 30,
    "тридцать": 30, "сорок": 40, "п'ятдесят": 50, "пятьдесят": 50, "шістдесят": 60, "шестьдесят": 60,
    "сімдесят": 70, "семьдесят": 70, "вісімдесят": 80, "восемьдесят": 80, "дев'яносто": 90, "девяносто": 90,
}  # fmt: skip
HUNDREDS = {
    "hundred": 100, "hundert": 100, "einhundert": 100, "zweihundert": 200, "dreihundert": 300,
    "сто": 100, "ста": 100, "двісті": 200, "двести": 200, "триста": 300, "чотириста": 400, "четыреста": 400,
    "п'ятсот": 500, "пятьсот": 500, "шістсот": 600, "шестьсот": 600,
}  # fmt: skip
DOZEN = r"dozen|dutzend|дюжин\w*"


def whole(pattern: str) -> re.Pattern[str]:
    """These alternatives as a whole word or sign, whatever the case."""
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])", re.IGNORECASE)
