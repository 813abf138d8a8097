"""How the embedded model was made: ``python -m embeddings.training --help``."""
