"""What a rule's YAML means: a closed vocabulary of conditions over a subject, three-valued."""

from mlops_canvas.rules.condition import Condition, because, compile_condition, fields_of, open_fields
from mlops_canvas.rules.speak import speak

__all__ = ["Condition", "because", "compile_condition", "fields_of", "open_fields", "speak"]
