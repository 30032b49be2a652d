"""The language model: how it is set up and asked, and what of its answers is believed."""
