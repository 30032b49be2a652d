-- What the third version of the database adds: who moved how much of late, and what waits for a second person.
-- `person` is whom a sum counts toward: whoever moved it, or whoever approved it as the second person.
CREATE TABLE moved (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    person TEXT NOT NULL REFERENCES people (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    request_id TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX moved_at_tenant ON moved (tenant, at);
CREATE TABLE approvals (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    by_person TEXT NOT NULL REFERENCES people (id),
    change TEXT NOT NULL UNIQUE,
    requests TEXT NOT NULL,
    told TEXT NOT NULL,
    seen TEXT NOT NULL,
    why TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'rejected', 'used')),
    decided_by TEXT REFERENCES people (id),
    decided_at INTEGER,
    comment TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((state = 'pending') = (decided_by IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (decided_by <> by_person)
) STRICT;
CREATE INDEX approvals_of_tenant ON approvals (tenant, seq);
CREATE VIEW approvals_seen AS
SELECT
    approvals.*,
    asking.name AS by_name,
    deciding.name AS decided_by_name
FROM approvals
JOIN people AS asking ON asking.id = approvals.by_person
LEFT JOIN people AS deciding ON deciding.id = approvals.decided_by;
