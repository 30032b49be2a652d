"""What was proposed, decided, claimed and sent: each step is on disk before the next one is taken."""
