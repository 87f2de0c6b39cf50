"""Charts as shapes: geometry is made here, markup in `templates/reviews/charts`; pure.

A line over time, a bar for each month, a strip of days, weeks beside months, values
with their limits: each has one `drawing` of a metric, with its figures as an
alternative text. `axes`, `notes` and `placing` are what they share.
"""
