"""Documents for others, made from a canvas: a dossier in, text out."""
