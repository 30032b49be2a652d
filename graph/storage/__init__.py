"""What is kept of an account: one sealed file, its tables, conversations, checkpoints and the audit."""
