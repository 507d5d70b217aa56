"""Report → text: one file an output. Pure: nothing is computed, opened or written here.

A renderer of findings takes an iterable of reports and yields pieces of text, so that a thousand canvases
need no more memory than one.
"""

NOT_LEGAL_ADVICE = "Not legal advice."
"""Said once wherever a verdict is shown."""
