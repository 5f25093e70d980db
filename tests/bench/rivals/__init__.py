"""How others would have written it, to measure against; what they need is in requirements-bench.txt."""
