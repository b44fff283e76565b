"""The exact engine: the Markov chain over what is known, for trees without memory."""
