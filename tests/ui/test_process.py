"""What is set for the whole process, seen in one that has drawn a page."""

import json
import subprocess
import sys

from .opened import APP

LOOK = """
import gc, json, os, sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file(sys.argv[1], default_timeout=60).run()
frozen = gc.get_freeze_count()
page.run()
print(json.dumps([frozen, gc.get_freeze_count(), gc.get_threshold(), os.environ["OPENBLAS_NUM_THREADS"]]))
"""


def test_one_thread_a_product_and_a_collector_that_leaves_the_modules_alone():
    done = subprocess.run([sys.executable, "-c", LOOK, str(APP)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    frozen, later, thresholds, threads = json.loads(done.stdout.splitlines()[-1])
    assert frozen > 100_000 and abs(later - frozen) < frozen / 10, "once, and not again at each run"
    assert thresholds == [20_000, 5, 10] and threads == "1"
