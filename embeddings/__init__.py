"""Text to vectors, and from vectors to the nearest ones. Knows nothing of questions or documents."""

from embeddings.index import IndexUnusable, VectorIndex
from embeddings.model import Embedder, ModelUnusable

__all__ = ["Embedder", "IndexUnusable", "ModelUnusable", "VectorIndex"]
