-- Times are Unix seconds, days are ISO 8601, money is in minor units, versions are integers, and every record belongs to
-- a tenant. Lists go by `seq`: rows are to be inserted in the order in which they came to be.
CREATE TABLE tenants (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE people (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    teams TEXT NOT NULL,
    deleted_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE projects (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'done', 'archived')),
    owner TEXT NOT NULL REFERENCES people (id),
    deadline TEXT,
    version INTEGER NOT NULL,
    UNIQUE (tenant, key)
) STRICT;
CREATE TABLE releases (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    project TEXT NOT NULL REFERENCES projects (id),
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('planned', 'released', 'cancelled')),
    date TEXT,
    deleted_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX releases_of_project ON releases (project);
CREATE TABLE tasks (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    project TEXT NOT NULL REFERENCES projects (id),
    release TEXT REFERENCES releases (id),
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'in_progress', 'done')),
    priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high')),
    assignee TEXT REFERENCES people (id),
    due TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    version INTEGER NOT NULL,
    UNIQUE (project, number)
) STRICT;
CREATE INDEX tasks_of_tenant ON tasks (tenant, seq);
CREATE INDEX tasks_of_release ON tasks (release);
CREATE TABLE comments (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    task TEXT NOT NULL REFERENCES tasks (id),
    author TEXT NOT NULL REFERENCES people (id),
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX comments_of_task ON comments (task);
CREATE TABLE budgets (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    project TEXT REFERENCES projects (id),
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    ceiling INTEGER NOT NULL CHECK (ceiling >= 0),
    balance INTEGER NOT NULL CHECK (balance >= 0),
    deleted_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX budgets_of_project ON budgets (project);
CREATE TABLE transfers (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    from_budget TEXT NOT NULL REFERENCES budgets (id),
    to_budget TEXT NOT NULL REFERENCES budgets (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    note TEXT NOT NULL,
    by_person TEXT NOT NULL REFERENCES people (id),
    at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (from_budget <> to_budget)
) STRICT;
CREATE INDEX transfers_of_tenant ON transfers (tenant, seq);
CREATE TABLE invoices (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    number TEXT NOT NULL,
    vendor TEXT NOT NULL,
    iban TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    due TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'paid')),
    budget TEXT REFERENCES budgets (id),
    paid_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((status = 'paid') = (paid_at IS NOT NULL)),
    CHECK (status = 'open' OR budget IS NOT NULL)
) STRICT;
CREATE INDEX invoices_of_budget ON invoices (budget);
CREATE TABLE operations (
    tenant TEXT NOT NULL,
    sub TEXT NOT NULL,
    client_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    request_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (tenant, sub, client_id, key)
) STRICT;
CREATE TABLE used (
    change TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (change, request_digest)
) STRICT;
CREATE TABLE activity (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    sub TEXT NOT NULL,
    name TEXT NOT NULL,
    actor_sub TEXT NOT NULL,
    actor_installation TEXT NOT NULL,
    jti TEXT NOT NULL,
    txn TEXT,
    change TEXT,
    approval TEXT,
    idempotency_key TEXT NOT NULL,
    records TEXT NOT NULL
) STRICT;
CREATE INDEX activity_of_tenant ON activity (tenant, seq);
CREATE VIEW tasks_seen AS
SELECT
    tasks.*,
    projects.key AS project_key,
    projects.name AS project_name,
    projects.key || '-' || tasks.number AS key,
    people.name AS assignee_name,
    releases.id AS seen_release,
    releases.name AS release_name
FROM tasks
JOIN projects ON projects.id = tasks.project
LEFT JOIN people ON people.id = tasks.assignee
LEFT JOIN releases ON releases.id = tasks.release AND releases.deleted_at IS NULL;
CREATE VIEW projects_seen AS
SELECT
    projects.*,
    people.name AS owner_name,
    (
        SELECT count(*) FROM tasks WHERE tasks.project = projects.id AND tasks.deleted_at IS NULL
    ) AS task_count
FROM projects
JOIN people ON people.id = projects.owner;
CREATE VIEW releases_seen AS
SELECT
    releases.*,
    projects.key AS project_key,
    projects.name AS project_name,
    (
        SELECT count(*) FROM tasks WHERE tasks.release = releases.id AND tasks.deleted_at IS NULL
    ) AS task_count
FROM releases
JOIN projects ON projects.id = releases.project;
CREATE VIEW comments_seen AS
SELECT
    comments.*,
    tasks.title AS task_title,
    tasks.deleted_at AS task_deleted_at,
    projects.key || '-' || tasks.number AS task_key,
    people.name AS author_name
FROM comments
JOIN tasks ON tasks.id = comments.task
JOIN projects ON projects.id = tasks.project
JOIN people ON people.id = comments.author;
CREATE VIEW budgets_seen AS
SELECT
    budgets.*,
    projects.key AS project_key,
    projects.name AS project_name,
    (
        SELECT coalesce(sum(invoices.amount), 0) FROM invoices
        WHERE invoices.budget = budgets.id AND invoices.status = 'paid'
    ) AS spent
FROM budgets
LEFT JOIN projects ON projects.id = budgets.project;
CREATE VIEW transfers_seen AS
SELECT
    transfers.*,
    giving.name AS from_name,
    taking.name AS to_name,
    people.name AS by_name
FROM transfers
JOIN budgets AS giving ON giving.id = transfers.from_budget
JOIN budgets AS taking ON taking.id = transfers.to_budget
JOIN people ON people.id = transfers.by_person;
CREATE VIEW invoices_seen AS
SELECT
    invoices.*,
    budgets.name AS budget_name
FROM invoices
LEFT JOIN budgets ON budgets.id = invoices.budget;
