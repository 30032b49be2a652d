"""Every table of an account's store, as forward steps; a step that was released is never edited."""

Step = tuple[str, ...]

FIRST: Step = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
    """CREATE TABLE threads (
        id TEXT PRIMARY KEY, created INTEGER NOT NULL, updated INTEGER NOT NULL, touched INTEGER NOT NULL, title BLOB
    ) STRICT""",
    "CREATE INDEX threads_touched ON threads (touched)",
    """CREATE TABLE transcript (
        thread TEXT NOT NULL REFERENCES threads (id), seq INTEGER NOT NULL, at INTEGER NOT NULL, event BLOB NOT NULL,
        PRIMARY KEY (thread, seq)
    ) STRICT""",
    """CREATE TABLE proposals (
        id TEXT PRIMARY KEY, thread TEXT NOT NULL, digest TEXT NOT NULL, change TEXT NOT NULL, state TEXT NOT NULL,
        at INTEGER NOT NULL, expires INTEGER NOT NULL, body BLOB NOT NULL, note BLOB,
        CHECK (state IN ('open', 'approved', 'rejected', 'edited', 'look_again', 'expired', 'stopped', 'forbidden',
            'overtaken', 'used', 'done'))
    ) STRICT""",
    "CREATE INDEX proposals_open ON proposals (thread, state)",
    """CREATE TABLE decisions (
        proposal TEXT PRIMARY KEY REFERENCES proposals (id), digest TEXT NOT NULL, choice TEXT NOT NULL,
        at INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE intents (
        digest TEXT PRIMARY KEY, thread TEXT NOT NULL, proposal TEXT UNIQUE REFERENCES proposals (id),
        holder TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('claimed', 'finished')), at INTEGER NOT NULL,
        expires INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX intents_state ON intents (state)",
    "CREATE INDEX intents_at ON intents (at)",
    """CREATE TABLE receipts (
        digest TEXT NOT NULL REFERENCES intents (digest), key TEXT NOT NULL, at INTEGER NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'unknown')), body BLOB NOT NULL,
        PRIMARY KEY (digest, key)
    ) STRICT""",
    "CREATE TABLE leases (thread TEXT PRIMARY KEY, holder TEXT NOT NULL, expires REAL NOT NULL) STRICT",
    """CREATE TABLE audit (
        seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, thread TEXT NOT NULL, plain TEXT NOT NULL,
        body BLOB NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL
    ) STRICT""",
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_only_next BEFORE INSERT ON audit
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
)

SECOND: Step = ("CREATE TABLE stops (holder TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT",)

THIRD: Step = (
    """CREATE TABLE seconds (
        proposal TEXT PRIMARY KEY REFERENCES proposals (id), approval TEXT NOT NULL UNIQUE, at INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'expired')), body BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX seconds_state ON seconds (state)",
    "CREATE TABLE recipients (kind TEXT PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL) STRICT",
)

STEPS: tuple[Step, ...] = (FIRST, SECOND, THIRD)
"""Step n takes a store from `user_version` n to n + 1."""
