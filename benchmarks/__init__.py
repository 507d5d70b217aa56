"""What we measure: ratios in time, and how often the risk category is right."""
