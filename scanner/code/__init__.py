"""The Python and JavaScript to analyse, wherever it stands."""
