/**
 * The tables, as the steps that lead to them. A step that was released is never changed; what is to be
 * different is a new step at the end.
 */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
create table rollouts (
  id            text primary key,
  plan_digest   text not null,
  plan          text not null,
  approval      text not null,
  context       text not null,
  scope         text not null check (scope in ('sites', 'own')),
  submitted_at  timestamptz not null default now(),
  ended_at      timestamptz,
  halted        text check (halted in ('paused', 'cancelled', 'ended')),
  last_sequence bigint not null default 0,
  woken         boolean not null default false,
  part          integer not null default 1,
  fleet         text not null
);

create table rollout_devices (
  rollout      text not null references rollouts (id),
  device       text not null,
  wave         text not null,
  place        integer not null,
  site         text not null,
  plan         text not null,
  state        text not null default 'waiting' check (state in ('waiting', 'scheduled', 'ended')),
  scheduled_at timestamptz,
  run          integer not null default 1,
  trouble      text,
  primary key (rollout, device)
);
create index rollout_devices_in_order on rollout_devices (rollout, state, place);

create table journal (
  rollout  text not null references rollouts (id),
  sequence bigint not null,
  device   text,
  entry    text not null,
  primary key (rollout, sequence)
);
create index journal_of_device on journal (rollout, device, sequence) where device is not null;

create function journal_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only' using errcode = 'restrict_violation';
end $$;
create trigger journal_is_append_only before update or delete or truncate on journal
  for each statement execute function journal_is_append_only();

create sequence claim_tokens;
create table claims (
  device  text primary key,
  rollout text not null references rollouts (id),
  token   bigint not null default 0,
  worker  text,
  since   timestamptz
);
create index claims_of_worker on claims (worker);
create index claims_of_rollout on claims (rollout);

create table workers (
  executor     text primary key,
  sites        text[] not null,
  host         text not null,
  pid          integer not null,
  lock_key     bigint not null,
  started_at   timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  ended_at     timestamptz,
  ended_by     text
);
`,
  },
  {
    version: 2,
    // What a rollout was rehearsed as: its reference, and for each device what it is compared with.
    sql: `
alter table rollouts add column rehearsal text;
alter table rollout_devices add column rehearsed text;
`,
  },
];

export const SCHEMA = "reroot";
export const NEWEST = Math.max(...MIGRATIONS.map(({ version }) => version));
