"""Runs ministack and ends it, cleanly, when the process that started it is gone, even if that one was killed."""

import os
import signal
import sys
import threading
import time

parent = int(sys.argv.pop(1))


def end_with_parent():
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    # A client that keeps its connection open must not keep ministack alive.
    time.sleep(10)
    os._exit(1)


threading.Thread(target=end_with_parent, daemon=True).start()

from ministack.app import main  # noqa: E402

main()
