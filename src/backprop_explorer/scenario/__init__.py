"""What a link says: scenarios, presets, the setup and the address."""

from .asked_data import ASKED, apply_data, typed_data
from .custom import custom
from .data import DATASETS
from .file import read_file, write_file
from .fitting import adapted
from .layout import Layout, Taken
from .link import read_link, write_link
from .own import own_data, own_weights, read_data, typed_rows
from .presets import PRESETS, preset
from .questions import KINDS, QUESTIONS, Question, question_scenario
from .scenario import MAX_STEP, Scenario, View
from .setup import SetupError, apply_setup, beginning, is_custom, new_weights, typed_setup

__all__ = [
    "ASKED",
    "DATASETS",
    "KINDS",
    "MAX_STEP",
    "PRESETS",
    "QUESTIONS",
    "Layout",
    "Question",
    "Scenario",
    "SetupError",
    "Taken",
    "View",
    "adapted",
    "apply_data",
    "apply_setup",
    "beginning",
    "custom",
    "is_custom",
    "new_weights",
    "own_data",
    "own_weights",
    "preset",
    "question_scenario",
    "read_data",
    "read_file",
    "read_link",
    "typed_data",
    "typed_rows",
    "typed_setup",
    "write_file",
    "write_link",
]
