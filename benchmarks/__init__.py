"""What a scan costs, next to the stock tools: `python -m benchmarks`."""
