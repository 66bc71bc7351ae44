-- What one session's catalogue is made of; filled before the views of the other files are asked.
create schema source;
create schema pg;
create schema info;

create table source.session (user_name text, database_name text, server_version text);
create table source.relations (oid integer, name text, description text, column_count integer);
create table source.columns (
    relation_oid integer,
    position integer,
    name text,
    type_oid integer,
    -- precision and scale of a decimal, as Postgres packs them, else -1
    type_modifier integer,
    description text
);
create table source.settings (name text, value text);
