"""A trained table as a folder that sentence-transformers and ``embeddings.Embedder`` load."""

import json
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from embeddings.late import FILE
from embeddings.training.tokenizer import UNKNOWN, unsplit
from embeddings.training.train import Trained

_MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding",
    }
]
_CONFIG = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def export(trained: Trained, folder: Path) -> None:
    """Write the model into a new folder: vectors as 8-bit numbers with a scale for each token.

    This is the layout of Model2Vec's quantised models, which sentence-transformers reads; it costs nothing that the
    evaluation shows, and a quarter of the space.

    :raises FileExistsError: if the folder is there already.
    """
    folder.mkdir(parents=True)
    tokenizer = unsplit(trained.tokenizer)
    unknown = tokenizer["model"]["vocab"][UNKNOWN]
    vectors, weights = trained.vectors.copy(), trained.weights.astype(np.float32)
    vectors[unknown], weights[unknown] = 0, 0  # what is unknown says nothing
    scales = np.abs(vectors).max(axis=1, keepdims=True) / 127
    scales[scales == 0] = 1
    save_file(
        {"embeddings": np.round(vectors / scales).astype(np.int8), "weights": scales[:, 0].astype(np.float32)},
        folder / "model.safetensors",
    )
    save_file({"weights": weights}, folder / FILE)
    for name, content in (
        ("tokenizer.json", tokenizer),
        ("modules.json", _MODULES),
        ("config_sentence_transformers.json", _CONFIG),
    ):
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (folder / name).write_text(text, encoding="utf-8")
    for path in folder.iterdir():
        path.chmod(0o644)  # safetensors makes its files readable to their owner alone


def put_in_place(new: Path, folder: Path) -> None:
    """Move a finished model to where it is used; the old one stands until then."""
    old = folder.with_name(folder.name + ".old")
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
