"""A light stemmer for Ukrainian, for which the Snowball project ships none.

It takes off one ending of nouns, adjectives or verbs, the longest that leaves three letters, and evens out
what changes inside the stem: і and о (міст, мосту), a vowel that comes and goes (лікарня, лікарень), and
consonants before an ending (енергетика, енергетиці). The endings are those of the declensions in the
Ukrainian orthography of 2019, sections 82 to 117. Two forms of a word should meet; what they meet in need
not be a word.
"""

import re

_NOUNS = """
    а я о е є и і ї у ю й ь
    ам ям ом ем єм ах ях ою ею єю ів їв ей ий ій їй ові еві єві ами ями ьми ома има
    ія ії ію ією іям іями іях еї еєм еїв еям еями еях
"""
_ADJECTIVES = """
    ий ій а я е є і ї ого ього ому ьому им ім их іх ими іми ої ьої ій ою ьою у ю
"""
_VERBS = """
    ати ити яти іти увати ують ають яють ать ять уть ють ив ав яв ала али ало ила или ило яла яли яло
    ував увала ували ується ується ються илися алася алися
"""
_LEAST = 3  # letters that stay
_ENDINGS = sorted(
    {ending for group in (_NOUNS, _ADJECTIVES, _VERBS) for ending in group.split()}, key=len, reverse=True
)
_ENDING = re.compile(f"(?:{'|'.join(_ENDINGS)})$")
_DOUBLED = re.compile(r"(.)\1$")
_FLEETING = re.compile(r"(?<=[бвгґджзклмнпрстфхцчшщ])[ео](?=[кнлрцв]$)")
_LAST_I = re.compile(r"і(?=[^аеиіоуюяєї]+$)")
_SOFTENED = str.maketrans({"ц": "к", "з": "г", "с": "х", "ч": "к"})


def stem(word: str) -> str:
    """The stem of a lower-case word, which has no apostrophes."""
    short = _without_ending(word).removesuffix("ь")
    short = _DOUBLED.sub(r"\1", _LAST_I.sub("о", short))
    if len(short) > _LEAST:
        short = _FLEETING.sub("", short)
    return short[:-1] + short[-1:].translate(_SOFTENED)


def _without_ending(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word.removesuffix(ending)
    return word
