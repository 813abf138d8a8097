"""Embedder: the same vectors as sentence-transformers gives, and one sentence where there can be none."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, StaticEmbedding, Transformer
from tokenizers import Tokenizer, models, pre_tokenizers
from torch.nn import functional
from transformers import BertConfig, BertModel, BertTokenizer

from embeddings import Embedder, ModelUnusable
from embeddings.late import FILE, ComputedTokens, LateInteraction
from embeddings.model import DEFAULT

QUESTION = "太仓有多少家科普教育基地?"
PASSAGE = "太仓市建成各级科普教育基地103家。"
TEXTS = ["", " ", "\x00", "😀", QUESTION, PASSAGE, "How many bases are there?", "科普 " * 2000]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return _embedded()


@pytest.fixture(scope="module")
def reference() -> SentenceTransformer:
    return SentenceTransformer(str(DEFAULT), local_files_only=True)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The embedded model in a folder that a test may damage."""
    return Path(shutil.copytree(DEFAULT, tmp_path / "model"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A static model with prompts, in the layout that sentence-transformers saves itself."""
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "ask": 1, "tell": 2, "cat": 3, "dog": 4}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    table = np.random.default_rng(0).normal(size=(5, 8)).astype(np.float32)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=table)],
        prompts={"query": "ask ", "document": "tell "},
    )
    model.save(str(tmp_path / "small"))
    return tmp_path / "small"


@pytest.fixture
def transformer(tmp_path: Path) -> Path:
    """A transformer of one layer, with prompts and weights by chance."""
    folder = tmp_path / "transformer"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ask", "tell", "cat", "dog", "a", "and"]
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(tmp_path / "bert")
    BertTokenizer(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path / "bert")
    layers = Transformer(str(tmp_path / "bert"))
    model = SentenceTransformer(
        modules=[layers, Pooling(layers.get_embedding_dimension())], prompts={"query": "ask ", "document": "tell "}
    )
    model.save(str(folder))
    return folder


def test_vectors_are_those_of_sentence_transformers(embedder: Embedder, reference: SentenceTransformer) -> None:
    queries = embedder.encode_queries(TEXTS)
    assert queries.dtype == np.float32
    assert queries.flags.c_contiguous
    assert queries.shape == (len(TEXTS), embedder.dimension)
    np.testing.assert_allclose(queries, reference.encode_query(TEXTS, normalize_embeddings=True), atol=1e-5)
    documents = embedder.encode_documents(TEXTS)
    np.testing.assert_allclose(documents, reference.encode_document(TEXTS, normalize_embeddings=True), atol=1e-5)


def test_prompts_are_put_in_front(small: Path) -> None:
    mine, theirs = Embedder(small), SentenceTransformer(str(small))
    texts = ["cat", "a dog"]
    np.testing.assert_allclose(
        mine.encode_queries(texts), theirs.encode_query(texts, normalize_embeddings=True), atol=1e-6
    )
    np.testing.assert_allclose(
        mine.encode_documents(texts), theirs.encode_document(texts, normalize_embeddings=True), atol=1e-6
    )
    assert not np.allclose(mine.encode_queries(texts), mine.encode_documents(texts))


@settings(deadline=None)  # the first example loads the model
@given(texts=st.lists(st.text(max_size=60), max_size=6))
def test_every_text_has_a_finite_vector_of_its_own(texts: list[str]) -> None:
    embedder = _embedded()  # hypothesis knows no fixtures
    together = embedder.encode_documents(texts)
    assert together.shape == (len(texts), embedder.dimension)
    assert np.isfinite(together).all()
    lengths = np.linalg.norm(together, axis=1)
    assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))
    alone = [embedder.encode_documents([text])[0] for text in texts]
    np.testing.assert_allclose(together, np.reshape(alone, together.shape), atol=1e-6)


@cache
def _embedded() -> Embedder:
    return Embedder()


def test_the_embedded_model_needs_no_pytorch() -> None:
    program = (
        "import sys; from embeddings import Embedder; Embedder().encode_queries(['a']);"
        "sys.exit(bool({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=DEFAULT.parents[1], check=False).returncode == 0


def test_the_embedded_model_is_small_and_says_what_it_is() -> None:
    assert sum(path.stat().st_size for path in DEFAULT.rglob("*")) <= 25_000_000
    card = (DEFAULT / "README.md").read_text(encoding="utf-8")
    assert "license: cc-by-sa-4.0" in card
    assert not [path for path in DEFAULT.rglob("*") if path.suffix in {".bin", ".pt", ".pkl", ".py"}]


def test_fingerprints_follow_the_weights(copied: Path, embedder: Embedder) -> None:
    (copied / "README.md").write_text("another card")
    assert Embedder(copied).fingerprint == embedder.fingerprint
    weights = load_file(copied / "model.safetensors")
    save_file({**weights, "weights": weights["weights"] * 2}, copied / "model.safetensors")
    assert Embedder(copied).fingerprint != embedder.fingerprint


@pytest.mark.parametrize("name", ["modules.json", "tokenizer.json", "model.safetensors", FILE])
def test_a_damaged_file_is_refused(copied: Path, name: str) -> None:
    data = (copied / name).read_bytes()
    (copied / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelUnusable, match="is broken"):
        Embedder(copied)


@pytest.mark.parametrize("name", ["modules.json", "tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_refused(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ModelUnusable, match="is broken"):
        Embedder(copied)


def test_weights_for_another_vocabulary_are_refused(copied: Path) -> None:
    save_file({"weights": np.ones(3, np.float32)}, copied / FILE)
    with pytest.raises(ModelUnusable, match="3"):
        Embedder(copied)


def test_prompts_that_cannot_be_read_are_refused(copied: Path) -> None:
    (copied / "config_sentence_transformers.json").write_text(json.dumps([1]))
    with pytest.raises(ModelUnusable, match="broken"):
        Embedder(copied)


def test_no_folder_and_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelUnusable, match="no model folder"):
        Embedder(tmp_path / "nowhere")
    with pytest.raises(ModelUnusable, match="check the name and the network"):
        Embedder("nobody/nothing")


def test_a_hub_model_is_known_by_its_commit(small: Path, tmp_path: Path) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = tmp_path / "hub" / "models--somebody--small"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text(commit)
    shutil.copytree(small, repository / "snapshots" / commit)
    program = "from embeddings import Embedder; e = Embedder('somebody/small'); print(e.dimension, e.fingerprint)"
    environment = {**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=DEFAULT.parents[1],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.split() == ["8", f"somebody/small@{commit}"], run.stderr


def test_late_interaction_is_the_weighted_mean_of_best_matches(
    embedder: Embedder, reference: SentenceTransformer
) -> None:
    late = embedder.late_interaction
    assert isinstance(late, LateInteraction)
    texts = [PASSAGE, "", "武进区连续四次获得称号", "The base is open to citizens"]
    asked, documents = late.question(QUESTION), late.documents(texts)
    scores = asked.matches(documents) @ asked.share

    module = reference[0]
    assert isinstance(module, StaticEmbedding)
    table = module.embedding.weight.detach().numpy()
    table = table / np.linalg.norm(table, axis=1, keepdims=True).clip(1e-12)
    weights = load_file(DEFAULT / FILE)["weights"].astype(np.float32)
    question = module.tokenizer.encode(QUESTION).ids
    for text, score in zip(texts, scores, strict=True):
        passage = module.tokenizer.encode(text).ids
        best = (table[question] @ table[passage].T).max(axis=1) if passage else np.zeros(len(question))
        assert score == pytest.approx(np.average(best, weights=weights[question]), abs=1e-5)
    assert scores.argmax() == 0
    assert asked.share.sum() == pytest.approx(1)
    assert late.question("").matches(documents).shape == (4, 0)
    assert asked.matches([]).shape == (0, len(asked.share))


def test_a_question_compared_again_finds_what_it_found(embedder: Embedder) -> None:
    late = embedder.late_interaction
    documents = late.documents([PASSAGE, "武进区连续四次获得称号", "The base is open to citizens"])
    asked = late.question(QUESTION)
    alone = [late.question(QUESTION).matches(documents[i : i + 1])[0] for i in range(3)]
    np.testing.assert_allclose(asked.matches(documents[:1]), alone[:1], atol=1e-6)
    np.testing.assert_allclose(asked.matches(documents), alone, atol=1e-6)
    np.testing.assert_allclose(asked.matches(documents[1:]), alone[1:], atol=1e-6)


def test_a_token_that_counts_nothing_is_not_compared(copied: Path) -> None:
    before = Embedder(copied).late_interaction
    [tokens] = before.documents([QUESTION])
    weights = load_file(copied / FILE)["weights"].copy()
    weights[tokens[0]] = 0
    save_file({"weights": weights}, copied / FILE)
    after = Embedder(copied).late_interaction
    assert len(after.question(QUESTION).share) == len(before.question(QUESTION).share) - 1
    assert after.documents([QUESTION])[0].tolist() == tokens[1:].tolist()


def test_a_static_model_without_learned_weights_counts_a_token_by_its_length(small: Path) -> None:
    late = Embedder(small).late_interaction
    assert isinstance(late, LateInteraction)
    lengths = np.linalg.norm(load_file(small / "model.safetensors")["embedding.weight"], axis=1)
    np.testing.assert_allclose(late.question("cat dog").share, lengths[[3, 4]] / lengths[[3, 4]].sum(), rtol=1e-5)


def test_a_transformer_is_run_by_sentence_transformers(transformer: Path) -> None:
    mine, theirs = Embedder(transformer), SentenceTransformer(str(transformer))
    texts = ["cat", "a dog and a cat"]
    assert mine.dimension == 16
    np.testing.assert_allclose(
        mine.encode_queries(texts), theirs.encode_query(texts, normalize_embeddings=True), atol=1e-5
    )
    documents = mine.encode_documents(texts)
    np.testing.assert_allclose(documents, theirs.encode_document(texts, normalize_embeddings=True), atol=1e-5)
    assert not np.allclose(documents, mine.encode_queries(texts))
    assert mine.encode_documents([]).shape == (0, 16)
    assert Embedder(transformer).fingerprint == mine.fingerprint


def test_late_interaction_of_a_transformer_compares_the_tokens_that_it_computes(transformer: Path) -> None:
    late, theirs = Embedder(transformer).late_interaction, SentenceTransformer(str(transformer))
    assert isinstance(late, ComputedTokens)
    texts = ["cat", "a dog and a cat", ""]
    question, *passages = (
        functional.normalize(tokens, dim=1).numpy()
        for tokens in theirs.encode(["a cat", *texts], prompt="", output_value="token_embeddings")
    )
    assert len(question) == 4  # with the marks of the beginning and the end, without the prompt
    asked = late.question("a cat")
    matches = asked.matches(late.documents(texts))
    for row, passage in zip(matches, passages, strict=True):
        np.testing.assert_allclose(row, (question @ passage.T).max(axis=1), atol=2e-3)
    np.testing.assert_allclose(asked.share, np.full(4, 0.25))
    assert asked.matches([]).shape == (0, 4)


def test_a_model_without_token_vectors_has_no_more_than_its_texts(small: Path) -> None:
    table = SentenceTransformer(str(small))[0]
    model = SentenceTransformer(modules=[table, Normalize()])
    model.save(str(small.with_name("whole")))
    mine = Embedder(small.with_name("whole"))
    late = mine.late_interaction
    assert isinstance(late, ComputedTokens)
    matches = late.question("cat").matches(late.documents(["dog", "cat dog"]))
    cosines = mine.encode_documents(["dog", "cat dog"]) @ mine.encode_queries(["cat"])[0]
    np.testing.assert_allclose(matches[:, 0], cosines, atol=2e-3)
    assert late.question("cat").share.tolist() == [1]


def test_a_transformer_that_is_not_in_safetensors_is_refused(transformer: Path) -> None:
    (transformer / "model.safetensors").rename(transformer / "pytorch_model.bin")
    with pytest.raises(ModelUnusable, match="is broken"):
        Embedder(transformer)
