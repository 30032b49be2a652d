"""A second person: a Change waits for them at the platform, and what they decide comes back into its conversation."""
