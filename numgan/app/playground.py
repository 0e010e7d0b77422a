"""`numgan play`: the playground in the browser."""

import argparse
import threading
import webbrowser

from ..play.presets import PRESETS
from ..play.session import Session
from .arguments import whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `numgan play`."""
    parser.set_defaults(run=run)
    parser.add_argument("--preset", choices=PRESETS, default="ring", help="the set-up to begin with (default: ring)")
    parser.add_argument(
        "--port", type=whole(0, 65_535), default=0, help="port on 127.0.0.1, the only address (default: a free one)"
    )
    parser.add_argument("--no-browser", action="store_true", help="print the page's address and open no browser")


def run(options) -> int:
    """Serve the page until Ctrl-C."""
    from ..play.server import Playground  # here, because http.server would slow down every other command

    with Playground(Session(PRESETS[options.preset].set_up), port=options.port) as server:
        print(f"the playground is at {server.address}\nCtrl-C ends it", flush=True)
        if not options.no_browser:
            threading.Thread(
                target=webbrowser.open, args=[server.address], daemon=True
            ).start()  # some wait for its end
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("the playground has ended")
    return 0
