-- Times are Unix seconds, days are ISO 8601, versions are integers; every record belongs to a tenant.
CREATE TABLE tenants (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE people (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    teams TEXT NOT NULL
) STRICT;
CREATE TABLE projects (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    owner TEXT NOT NULL REFERENCES people (id),
    deadline TEXT,
    version INTEGER NOT NULL,
    UNIQUE (tenant, key)
) STRICT;
CREATE TABLE tasks (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenants (id),
    project TEXT NOT NULL REFERENCES projects (id),
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
    people.name AS assignee_name
FROM tasks
JOIN projects ON projects.id = tasks.project
LEFT JOIN people ON people.id = tasks.assignee;
CREATE VIEW projects_seen AS
SELECT
    projects.*,
    people.name AS owner_name,
    (
        SELECT count(*) FROM tasks WHERE tasks.project = projects.id AND tasks.deleted_at IS NULL
    ) AS task_count
FROM projects
JOIN people ON people.id = projects.owner;
