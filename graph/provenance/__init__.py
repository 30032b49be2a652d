"""Where each argument's value first appeared: pure functions over what was said and read."""
