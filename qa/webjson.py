"""What the endpoints take and give, as JSON. Gradio describes the endpoints by these types."""

from typing_extensions import TypedDict


class PassageJSON(TypedDict):
    """A passage as the endpoints give it."""

    text: str
    source: str
    start: int
    end: int
    score: float
    title: str
    place: str
    section: str
    page: int | None


class QuoteJSON(TypedDict):
    """A quote as the endpoints give it."""

    text: str
    source: str
    start: int
    end: int
    score: float
    at: int
    passage: PassageJSON
    page: int | None


class DocumentJSON(TypedDict):
    """A document as the endpoints give it; what is not known of it is an empty string, as is the encoding of a format
    that is no text."""

    source: str
    title: str
    place: str
    publisher: str
    date: str
    language: str
    encoding: str
    pages: int
    length: int


class AnswerJSON(TypedDict):
    """An answer as the endpoints give it."""

    question: str
    answered: bool
    quotes: list[QuoteJSON]
    message: str
    probability: float
    compared: bool
    silent: list[str]


class MessageJSON(TypedDict):
    """One message of a conversation."""

    role: str
    content: str
