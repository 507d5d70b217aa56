"""Subject → Report: one file a question asked of a canvas, and the engine that asks them in order."""

from mlops_canvas.assess.engine import QUESTIONS, Engine
from mlops_canvas.assess.report import Assessment, Report

__all__ = ["QUESTIONS", "Assessment", "Engine", "Report"]
