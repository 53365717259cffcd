"""Ready-made examples, each known by a few words that a link can carry."""

from .recipe import Recipe
from .sets import DATASETS, FEWEST_TO_HOLD, HELD, MOST_HELD, DataSet, examples_of, usual

__all__ = ["DATASETS", "FEWEST_TO_HOLD", "HELD", "MOST_HELD", "DataSet", "Recipe", "examples_of", "usual"]
