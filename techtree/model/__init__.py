"""The model: frozen data that says what a tree is. No input or output, no arithmetic on runs."""
