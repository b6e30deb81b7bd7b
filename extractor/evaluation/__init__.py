"""Records against gold: `evaluate` for folders, `compare` for one document."""

from extractor.evaluation.comparison import Comparison, Disagreement, FalseSpan, Tally, check_evidence, compare
from extractor.evaluation.folders import Evaluation, evaluate

__all__ = ["Comparison", "Disagreement", "Evaluation", "FalseSpan", "Tally", "check_evidence", "compare", "evaluate"]
