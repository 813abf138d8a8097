"""Train, evaluate and put in place the embedded model: ``python -m embeddings.training --data FOLDER``."""

import argparse
import shutil
import time
from pathlib import Path

from embeddings import Embedder
from embeddings.late import MEAN_SHARE
from embeddings.model import DEFAULT
from embeddings.training.card import LICENCE, card
from embeddings.training.evaluate import evaluate, table
from embeddings.training.export import export, put_in_place
from embeddings.training.train import Settings, gather, train


def main() -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(prog="python -m embeddings.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public material")
    parser.add_argument("--output", type=Path, default=DEFAULT, help="folder to write (default: %(default)s)")
    parser.add_argument("--evaluate", action="store_true", help="evaluate the model in --output, train nothing")
    arguments = parser.parse_args()
    if arguments.evaluate:
        print(table(evaluate(Embedder(arguments.output), arguments.data)))
        return

    start = time.monotonic()
    settings = Settings()
    trained = train(gather(arguments.data, settings), settings)
    minutes = (time.monotonic() - start) / 60
    new = arguments.output.with_name(arguments.output.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    export(trained, new)
    report = table(evaluate(Embedder(new), arguments.data))
    (new / "README.md").write_text(card(settings, len(trained.vectors), MEAN_SHARE, report), encoding="utf-8")
    (new / "LICENSE").write_text(LICENCE, encoding="utf-8")
    put_in_place(new, arguments.output)
    print(report)
    print(f"trained in {minutes:.0f} minutes, written to {arguments.output}")


if __name__ == "__main__":
    main()
