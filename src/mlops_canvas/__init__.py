"""The MLOps Stack Canvas as a file beside the code: read, checked and judged."""

__version__ = "0.1.0"
