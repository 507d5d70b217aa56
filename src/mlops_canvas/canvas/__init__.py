"""YAML → Canvas: the format, its loader, its writer, and edits that keep what a person wrote."""

from mlops_canvas.canvas.dump import dump
from mlops_canvas.canvas.load import Loaded, load
from mlops_canvas.canvas.model import BLOCKS, GATED, Canvas
from mlops_canvas.canvas.positions import Positions

__all__ = ["BLOCKS", "GATED", "Canvas", "Loaded", "Positions", "dump", "load"]
