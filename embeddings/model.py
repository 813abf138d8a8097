"""Embedder: text to vectors, by the embedded model or any other sentence-transformers model."""

import hashlib
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from embeddings import late
from embeddings.static import StaticModel

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT = Path(__file__).parent / "default"
"""The embedded model."""


class ModelUnusable(Exception):
    """A model that cannot be loaded: no such folder or name, a broken file, or no network to fetch it."""


class Embedder:
    """A sentence-transformers model, with its own prompts for queries and documents.

    A static model in a folder, as the embedded one, is run without PyTorch; everything else by
    sentence-transformers, which is imported only then. Code that comes with a model is never run, and only
    safetensors are read.

    :param model: a folder, or a name on the Hugging Face hub; by default the embedded model.
    :raises ModelUnusable: if there is no such model, or it is broken; the message says what to do.
    """

    def __init__(self, model: str | Path | None = None) -> None:
        self.name = "default" if model is None else str(model)
        folder = DEFAULT if model is None else Path(model)
        prompts = {"query": "", "document": ""}
        loaded: StaticModel | SentenceTransformer
        if folder.is_dir():
            loaded = _load_folder(folder)
            prompts |= _prompts(folder)
            self.fingerprint = _digest(folder)
        elif isinstance(model, Path) or folder.is_absolute():
            raise ModelUnusable(f"there is no model folder {folder}; give the folder that holds modules.json")
        else:
            loaded = _load_hub(self.name)
            self.fingerprint = f"{self.name}@{_revision(self.name)}"
        self._model = loaded
        self._prompts = prompts
        self.dimension = _dimension(loaded)
        self.late_interaction: late.LateInteraction | late.ComputedTokens
        if isinstance(loaded, StaticModel):
            self.late_interaction = _load_late_interaction(folder, loaded)
        elif _computes_tokens(loaded):
            tokens = partial(_tokens, loaded)
            self.late_interaction = late.ComputedTokens(tokens, tokens)
        else:
            self.late_interaction = late.ComputedTokens(
                lambda texts: list(self.encode_queries(texts)[:, None]),
                lambda texts: list(self.encode_documents(texts)[:, None]),
            )

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions as vectors of length 1; a text in which the model knows nothing gives zeros.

        :returns: shape (n, dimension).
        """
        return self._encode(texts, "query", progress=False)

    def encode_documents(self, texts: Sequence[str], *, progress: bool = False) -> NDArray[np.float32]:
        """Passages as vectors of length 1; a text in which the model knows nothing gives zeros.

        :param progress: show a progress bar.
        :returns: shape (n, dimension).
        """
        return self._encode(texts, "document", progress=progress)

    def _encode(
        self, texts: Sequence[str], kind: Literal["query", "document"], *, progress: bool
    ) -> NDArray[np.float32]:
        if isinstance(self._model, StaticModel):
            return self._model.encode(texts, self._prompts[kind], progress=progress)
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        encode = self._model.encode_query if kind == "query" else self._model.encode_document
        vectors = encode(list(texts), normalize_embeddings=True, show_progress_bar=progress)
        return np.ascontiguousarray(vectors, np.float32)


def _load_folder(folder: Path) -> "StaticModel | SentenceTransformer":
    try:
        return StaticModel.load(folder) or _sentence_transformer(folder)
    except Exception as error:  # whatever a library raises on a broken file, the folder is of no use
        raise ModelUnusable(f"the model folder {folder} is broken ({error}); give another or copy it again") from error


def _load_hub(name: str) -> "SentenceTransformer":
    try:
        return _sentence_transformer(name)
    except Exception as error:  # the hub's client and the loaders have no common exception
        raise ModelUnusable(
            f"the model {name} is neither a folder nor could it be fetched from the Hugging Face hub;"
            " check the name and the network, or give a folder"
        ) from error


def _revision(name: str) -> str:
    """The commit of a hub model that has been loaded: the name of the folder in the hub's cache that it lies in."""
    from huggingface_hub import try_to_load_from_cache

    for file in ("modules.json", "config.json"):
        if isinstance(path := try_to_load_from_cache(name, file), str):
            return Path(path).parent.name
    raise ModelUnusable(f"the model {name} is no sentence-transformers model; give another")


def _sentence_transformer(model: str | Path) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer  # takes seconds to import, and most never need it

    return SentenceTransformer(
        str(model),
        trust_remote_code=False,
        local_files_only=isinstance(model, Path),
        model_kwargs={"use_safetensors": True},
    )


def _load_late_interaction(folder: Path, model: StaticModel) -> late.LateInteraction:
    try:
        return late.load(folder, model)
    except Exception as error:  # as above: the file is broken, however the library says so
        raise ModelUnusable(f"the model folder {folder} is broken ({error}); give another or copy it again") from error


def _dimension(model: "StaticModel | SentenceTransformer") -> int:
    if isinstance(model, StaticModel):
        return int(model.table.shape[1])
    dimension = model.get_embedding_dimension()
    if dimension is None:
        raise ModelUnusable("the model does not say how many dimensions its vectors have; give another")
    return dimension


def _computes_tokens(model: "SentenceTransformer") -> bool:
    """Whether a model computes a vector for each token on its way to that of the text."""
    return {"token_embeddings", "attention_mask"} <= model.encode("a", prompt="", output_value=None).keys()


def _tokens(model: "SentenceTransformer", texts: Sequence[str]) -> list[NDArray[np.float32]]:
    """The token vectors of each text, of length 1. Without a prompt: its tokens are none of the text's."""
    computed = model.encode(list(texts), prompt="", output_value=None, show_progress_bar=False)
    found = []
    for text in cast(list[dict[str, Any]], computed):  # the overload that mypy finds is that of a single text
        vectors = text["token_embeddings"][text["attention_mask"].bool()].float().cpu().numpy()
        found.append(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))
    return found


def _prompts(folder: Path) -> dict[str, str]:
    path = folder / "config_sentence_transformers.json"
    if not path.is_file():
        return {}
    try:
        return {name: prompt or "" for name, prompt in json.loads(path.read_bytes()).get("prompts", {}).items()}
    except (ValueError, AttributeError) as error:
        raise ModelUnusable(f"{path} is broken; copy the model again") from error


def _digest(folder: Path) -> str:
    """SHA-256 over the names and contents of a folder's files, the model card aside."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "README.md":
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").digest()
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()
