"""The training code: what it trains is what the package computes, and what is held out stays out."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from embeddings import Embedder
from embeddings.late import LateInteraction
from embeddings.training import data as material
from embeddings.training.augment import WordTranslator, cloze_pairs, synonym_pairs
from embeddings.training.data import Pair
from embeddings.training.evaluate import evaluate, table
from embeddings.training.export import export, put_in_place
from embeddings.training.table import TokenTable
from embeddings.training.tokenizer import UNKNOWN, train_tokenizer, unsplit
from embeddings.training.train import Material, Settings, Trained, train

SOFTNESS = 0.02
SETTINGS = Settings(
    dimension=16,
    chinese_pieces=3000,
    other_pieces=1500,
    mean_epochs=1,
    mean_batch=64,
    late_epochs=1,
    late_batch=32,
)


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return list(material.synthetic_pairs())[:600]


@pytest.fixture(scope="module")
def given(pairs: list[Pair]) -> Material:
    return Material(mean=pairs, late=[pairs], texts=[text for pair in pairs for text in pair])


@pytest.fixture(scope="module")
def trained(given: Material) -> Trained:
    return train(given, SETTINGS)


def test_the_same_seed_gives_the_same_model(given: Material, trained: Trained) -> None:
    again = train(given, SETTINGS)
    assert again.tokenizer.get_vocab() == trained.tokenizer.get_vocab()
    np.testing.assert_allclose(again.vectors, trained.vectors, atol=1e-3)
    np.testing.assert_allclose(again.weights, trained.weights, atol=1e-3)


def test_what_is_trained_is_what_is_searched_with(trained: Trained, pairs: list[Pair], tmp_path: Path) -> None:
    export(trained, tmp_path / "new")
    put_in_place(tmp_path / "new", tmp_path / "model")
    embedder = Embedder(tmp_path / "model")
    late = embedder.late_interaction
    assert isinstance(late, LateInteraction)

    queries, passages = [pair.query for pair in pairs[:5]], [pair.passage for pair in pairs[:30:6]]
    learned = TokenTable(trained.tokenizer, SETTINGS.dimension)
    learned.fold()
    with torch.no_grad():
        learned.own.copy_(torch.from_numpy(trained.vectors))
        learned.log_weights.copy_(torch.from_numpy(trained.weights).log())
        asked, told = (
            [np.array(trained.tokenizer.encode(text).ids) for text in texts] for texts in (queries, passages)
        )
        mean, soft = learned.mean_similarity(asked, told), learned.late_similarity(asked, told, SOFTNESS).numpy()
    # 8 bits hold a vector to about a hundredth of its length
    found = embedder.encode_queries(queries) @ embedder.encode_documents(passages).T
    np.testing.assert_allclose(found, mean.numpy(), atol=0.03)
    documents = late.documents(passages)
    compared = [late.question(query) for query in queries]
    scores = np.stack([question.matches(documents) @ question.share for question in compared])
    # what is trained is a soft maximum, what is searched by is the maximum: as much apart as a passage is long
    most = SOFTNESS * np.log([len(text) for text in told])
    assert (soft > scores - 0.03).all()
    assert (soft < scores + most + 0.03).all()


def test_folding_changes_no_vector(trained: Trained) -> None:
    learned = TokenTable(trained.tokenizer, 8)
    everything = torch.arange(len(learned.own))
    before = learned.vectors(everything).detach()
    learned.fold()
    torch.testing.assert_close(learned.vectors(everything).detach(), before)


def test_what_is_held_out_is_in_no_pair() -> None:
    held_out = {
        text
        for name in material.HELD_OUT_FILES
        for passage in material.synthetic(name)
        for text in (passage.text, *passage.questions.values())
    }
    assert len(held_out) > 3000
    seen = {text for pair in material.synthetic_pairs() for text in pair}
    assert len(seen) > 10_000
    assert not held_out & seen


def test_a_reading_keeps_its_test_to_itself() -> None:
    reading = material.Reading(["p0", "p1"], [("q0", 0), ("q1", 1), ("q2", 1)], {1})
    assert list(reading.pairs()) == [("q0", "p0")]
    assert reading.test() == [("q1", 1), ("q2", 1)]
    fifth = np.mean([material.held_out(str(i)) for i in range(5000)])
    assert fifth == pytest.approx(0.2, abs=0.02)


def test_texts_meet_in_one_script() -> None:
    assert material.normalise(" 臺灣ＡＢＣ１２ ") == "台湾ABC12"


def test_the_tokenizer_keeps_scripts_apart_and_drops_punctuation(pairs: list[Pair]) -> None:
    tokenizer: Tokenizer = train_tokenizer(
        [text for pair in pairs for text in pair], chinese=3000, other=1500, longest=4, rarest=4
    )
    tokens = tokenizer.encode("科协ABC公司,103家!Science").tokens
    assert not [token for token in tokens if "," in token or "!" in token]
    assert all(token.isascii() or len(token) <= 4 for token in tokens)
    assert "".join(tokens) == "科协abc公司103家science"
    whole = Tokenizer.from_str(json.dumps(unsplit(tokenizer)))
    texts = [pair.passage for pair in pairs] + ["科协ABC公司,103家!Science 😀"]
    for text in texts:
        assert [token for token in whole.encode(text).tokens if token != UNKNOWN] == tokenizer.encode(text).tokens


def test_equally_rare_characters_are_chosen_alike_in_every_run() -> None:
    texts = [chr(code) for code in range(0x4E00, 0x4E00 + 7100)]  # a hundred more than the vocabulary takes
    first, second = (train_tokenizer(texts, chinese=8000, other=100, longest=4, rarest=4).get_vocab() for _ in range(2))
    assert first == second
    assert texts[0] in first
    assert texts[-1] not in first


def test_cloze_pairs_put_a_paragraph_together_again() -> None:
    (pair,) = cloze_pairs(["一二,三四,五六。七八。", "太短。"], times=1, rng=random.Random(3))
    assert sorted(pair.query + pair.passage) == sorted("一二,三四,五六。七八。")
    assert pair.query
    assert pair.passage


def test_synonyms_share_a_gloss() -> None:
    dictionary = {"教师": ["teacher"], "老师": ["teacher"], "猫": ["cat"], "走": ["to walk"], "步行": ["walk"]}
    found = set(synonym_pairs(dictionary, rng=random.Random(0)))
    assert found == {("教师", "老师"), ("老师", "教师"), ("走", "步行"), ("步行", "走")}


def test_words_are_translated_longest_first() -> None:
    translate = WordTranslator({"科普": ["popular science"], "科普基地": ["science base"], "多少": ["how many"]})
    rng = random.Random(0)
    assert translate("科普基地103家有多少?", rng) == "science base 103 how many"
    passage = "全市有一百家。"
    assert list(translate.pairs([Pair("科普有多少", passage), Pair("one two", passage)], rng)) == [
        ("popular science how many", passage)
    ]


def test_the_evaluation_finds_what_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reading = material.Reading(["科普基地有103家", "the cat sat"], [("多少科普基地", 0), ("cat", 1)], {0, 1})
    monkeypatch.setattr(material, "drcd", lambda _: reading)
    monkeypatch.setattr(material, "xquad", lambda *_: reading)
    monkeypatch.setattr(material, "QUESTION_FIELDS", ("formal",))
    figures = evaluate(Embedder(), tmp_path)
    drcd = {figure.way: figure for figure in figures if figure.test == "DRCD, among all"}
    assert drcd["both"].first == drcd["late"].among == 1
    assert "| DRCD, among all | 2 | 2 | 1 / 10 |" in table(figures)
