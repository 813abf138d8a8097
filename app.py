"""Start the web chat: ``python app.py``. ``python app.py --help`` lists the options."""

import sys

from qa.cli import chat

if __name__ == "__main__":
    sys.exit(chat())
