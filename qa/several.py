"""Whether a question asks of several places without naming them (各地, 哪些城市, "which cities"). Questions are
normalised."""

from __future__ import annotations

import re

# A word for a place is one only where it is not the beginning of another word (地址, 市场, 县级平台, 城市书房).
_GROUND = "[方区址铁质块标图段点面下理震税产价名带位道板球形貌势毯头皮租]"
_TOWN = "[场民容值价集花树长委属直]|政(?!府)"
_CITY = "居民|书房|绿[地道]|名片|品牌|形象|副?中心|[群圈化]|(?:规划|建设|管理|更新|治理)(?![了过着得要])"
_REGIONAL = "性|特[色产]|标准|立法|法规|财政|债|戏|志|话|菜|生产总值"
PLACE_WORD = (
    rf"(?:城市(?!{_CITY})|(?<!城)市(?!{_TOWN})|县级市|县(?![域委长属直志])|地[方区](?!{_REGIONAL})|地(?!{_GROUND})|"
    r"区县|县区|园区|城区)(?!级(?!市))"
)
"""A regular expression for a Chinese word that says "place", "city" or "county" and is no part of another word."""

_LATIN_PLACE = (
    r"(?:cit(?:y|ies)|places?|districts?|towns?|count(?:y|ies)|zones?|park|boroughs?|villages?|regions?|"
    r"municipalit(?:y|ies))\b(?!-)"
)
_LATIN_PLACES = rf"(?:parks\b|(?=\w+s\b){_LATIN_PLACE})"
_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten)"
_VERB = r"(?:ha[sd]|have|is|are|was|were|do|does|did|will|can|plan)\b"
_OF_EACH = re.compile(
    rf"各(?:自|个?{PLACE_WORD}|个?(?=[有是建达]))|每个?{PLACE_WORD}|"
    rf"(?<![第哪几十百])(?:[两三四五六七八九十几]|哪[些几]?)[个家]?{PLACE_WORD}|"
    r"分别|[作来行]比较|^比较|比较一?下|(?<![年届期前月])(?:对比|相比)|"
    r"\b(?:compare|respectively)\b|"
    rf"\b(?:which|each|every) (?:{_NUMBER} )?{_LATIN_PLACE}|"
    rf"\b(?:(?:which of |each of )?(?:the |these |all )?{_NUMBER}|(?:which|each) of (?:the|these)) {_LATIN_PLACES}|"
    rf"\b(?:which|each) of (?:them|(?:the|these) {_NUMBER})(?= {_VERB}|\W*$)|"
    rf"\b(?:the|these|all) (?!parks){_LATIN_PLACES}"
)


def asks_of_several(question: str) -> bool:
    """Whether a normalised question asks of each of several places, or which of them."""
    return bool(_OF_EACH.search(question))
