"""What packages are asked for, and what is known against them."""
