"""Scripts that run in children of ours, by path: `python -I scanner/engines/workers/NAME.py`."""
